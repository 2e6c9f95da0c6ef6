// Starts a real program for a test, and never leaves it behind.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace cairn::test {

/// Asks `done` every 20 ms until it says true or `limit` is over. For what another process does.
template <typename F>
bool eventually(F done, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!done()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
}

/// A running child; killed when it goes out of scope. Its output goes to a file.
class Program {
public:
    Program(std::vector<std::string> command, std::string output_file) : output_(std::move(output_file)) {
        std::vector<char*> arguments;
        arguments.reserve(command.size() + 1);
        for (auto& word : command) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_addopen(&files, 1, output_.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
        posix_spawn_file_actions_adddup2(&files, 1, 2);
        if (posix_spawn(&pid_, arguments[0], &files, nullptr, arguments.data(), environ) != 0) pid_ = -1;
        posix_spawn_file_actions_destroy(&files);
    }
    Program(Program&& other) noexcept
        : pid_(std::exchange(other.pid_, -1)),
          output_(std::move(other.output_)) {}
    Program& operator=(Program&& other) noexcept {
        stop(SIGKILL);
        pid_ = std::exchange(other.pid_, -1);
        output_ = std::move(other.output_);
        return *this;
    }
    ~Program() { stop(SIGKILL); }

    /// Sends the signal and waits for the end. Answers the exit code, or 128 and the signal that ended it.
    int stop(int signal) {
        if (pid_ <= 0) return -1;
        ::kill(pid_, signal);
        return wait();
    }
    /// Waits for the program to end by itself.
    int wait() {
        if (pid_ <= 0) return -1;
        int status = 0;
        ::waitpid(std::exchange(pid_, -1), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    bool is_running() {
        if (pid_ <= 0) return false;
        return ::waitpid(pid_, nullptr, WNOHANG) == 0 || (pid_ = -1, false);
    }
    /// Everything it has written so far.
    std::string output() const {
        std::ifstream file(output_);
        return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }

private:
    pid_t pid_ = -1;
    std::string output_;
};

}  // namespace cairn::test
