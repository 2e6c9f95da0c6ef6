#include "json/site_json.h"

#include <boost/json/array.hpp>
#include <utility>

namespace cairn {
namespace {

boost::json::value number_or_null(bool is_known, double number) {
    return is_known ? boost::json::value(number) : boost::json::value(nullptr);
}

}  // namespace

boost::json::object to_json(const Site& site) {
    boost::json::array floors;
    for (const Floor& floor : site.floors) {
        const bool has_plan = floor.width_m > 0;
        floors.push_back(boost::json::object{{"name", floor.name.view()},
                                             {"widthM", number_or_null(has_plan, floor.width_m)},
                                             {"heightM", number_or_null(has_plan, floor.height_m)}});
    }
    boost::json::array gateways;
    for (const GatewayPlacement& placement : site.gateways) {
        const bool has_place = is_placed(placement);
        gateways.push_back(boost::json::object{{"id", placement.gateway.view()},
                                               {"floor", placement.floor.view()},
                                               {"xM", number_or_null(has_place, placement.at.x_m)},
                                               {"yM", number_or_null(has_place, placement.at.y_m)},
                                               {"zM", placement.z_m}});
    }
    boost::json::array zones;
    for (const Zone& zone : site.zones) {
        boost::json::array corners;
        for (const Point corner : zone.corners) corners.push_back(boost::json::array{corner.x_m, corner.y_m});
        zones.push_back(boost::json::object{
            {"name", zone.name.view()}, {"floor", zone.floor.view()}, {"corners", std::move(corners)}});
    }
    return {{"floors", std::move(floors)}, {"gateways", std::move(gateways)}, {"zones", std::move(zones)}};
}

}  // namespace cairn
