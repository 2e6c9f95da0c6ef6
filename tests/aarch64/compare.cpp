// compare FILE FILE: whether two runs of `walk` say the same places, to the millimetre.
#include <cmath>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

namespace {

struct Row {
    std::string who;   // the second, the tag and the method
    double x_m = 0;
    double y_m = 0;
    double radius_m = 0;
    std::string zone;
};

bool read(std::istream& file, Row& row) {
    std::string line;
    if (!std::getline(file, line)) return false;
    std::istringstream words(line);
    std::string second;
    std::string tag;
    std::string method;
    words >> second >> tag >> method >> row.x_m >> row.y_m >> row.radius_m;
    row.zone.clear();
    words >> row.zone;
    row.who = second + ' ' + tag + ' ' + method;
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    std::ifstream one_file(argv[1]);
    std::ifstream other_file(argv[2]);
    Row one;
    Row other;
    int rows = 0;
    int by_map = 0;
    double most_m = 0;
    while (read(one_file, one)) {
        if (!read(other_file, other) || one.who != other.who || one.zone != other.zone) {
            std::cout << "row " << rows + 1 << ": " << one.who << ' ' << one.zone << " against " << other.who
                      << ' ' << other.zone << '\n';
            return 1;
        }
        ++rows;
        by_map += one.who.ends_with(" 1") ? 1 : 0;
        for (const double apart_m : {one.x_m - other.x_m, one.y_m - other.y_m, one.radius_m - other.radius_m})
            most_m = std::max(most_m, std::abs(apart_m));
    }
    std::cout << rows << " positions, " << by_map << " by the radio map, at most " << most_m * 1000
              << " mm apart\n";
    return rows > 2000 && by_map > 1500 && most_m < 0.001 && !read(other_file, other) ? 0 : 1;
}
