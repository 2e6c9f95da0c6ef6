// Headless Chromium, asked through the Chrome DevTools Protocol on a pair of pipes.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <utility>
#include <vector>

#include "support/program.h"
#include "support/temporary_directory.h"

namespace cairn::test {

/// One tab. Commands wait for their answer; a browser that does not answer in time answers null.
class Browser {
public:
    static constexpr const char* program = "/usr/bin/chromium";

    Browser() {
        int to_browser[2] = {-1, -1};
        int from_browser[2] = {-1, -1};
        EXPECT_EQ(::pipe2(to_browser, O_CLOEXEC), 0);
        EXPECT_EQ(::pipe2(from_browser, O_CLOEXEC), 0);
        start(to_browser[0], from_browser[1]);
        ::close(to_browser[0]);
        ::close(from_browser[1]);
        write_ = to_browser[1];
        read_ = from_browser[0];
        const auto target = command("Target.createTarget", {{"url", "about:blank"}});
        if (!target.is_object()) return;
        const auto attached =
            command("Target.attachToTarget", {{"targetId", target.at("targetId")}, {"flatten", true}});
        if (attached.is_object()) session_ = std::string(attached.at("sessionId").as_string());
    }
    Browser(const Browser&) = delete;
    Browser& operator=(const Browser&) = delete;
    ~Browser() {
        ::close(write_);
        ::close(read_);
        // The whole group: its renderers would live on.
        if (pid_ > 0) {
            ::kill(-pid_, SIGKILL);
            ::waitpid(pid_, nullptr, 0);
        }
    }

    bool is_open() const { return !session_.empty(); }
    void visit(const std::string& address) { command("Page.navigate", {{"url", address}}); }
    void press(const std::string& key) {
        for (const auto* type : {"rawKeyDown", "char", "keyUp"}) {
            boost::json::object event{{"type", type}, {"key", key}};
            if (key == "Enter") event["windowsVirtualKeyCode"] = 13;
            if (key == "ArrowDown") event["windowsVirtualKeyCode"] = 40;
            if (key == "Escape") event["windowsVirtualKeyCode"] = 27;
            if (std::string(type) == "char") {
                if (key.size() > 1 && key != "Enter") continue;
                event["text"] = key == "Enter" ? "\r" : key;  // what presses a button
            }
            command("Input.dispatchKeyEvent", std::move(event));
        }
    }
    /// The value of a JavaScript expression, as text.
    std::string ask(const std::string& expression) {
        const auto answer = command("Runtime.evaluate",
                                    {{"expression", "String(" + expression + ")"}, {"returnByValue", true}});
        if (!answer.is_object()) return "the browser does not answer";
        const auto* value = answer.at("result").as_object().if_contains("value");
        return value != nullptr ? std::string(value->as_string()) : boost::json::serialize(answer);
    }

private:
    void start(int in, int out) {
        std::vector<std::string> words{program,
                                       "--headless",
                                       "--no-sandbox",
                                       "--disable-gpu",
                                       "--disable-quic",
                                       "--no-first-run",
                                       "--disable-background-networking",
                                       "--disable-component-update",
                                       "--disable-sync",
                                       "--remote-debugging-pipe",
                                       "--window-size=1280,800",
                                       "--user-data-dir=" + profile_.file("profile"),
                                       "about:blank"};
        std::vector<char*> arguments;
        arguments.reserve(words.size() + 1);
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        // The protocol's pipes are descriptors 3 and 4; by way of high ones, for `in` may be 4.
        posix_spawn_file_actions_adddup2(&files, in, 93);
        posix_spawn_file_actions_adddup2(&files, out, 94);
        posix_spawn_file_actions_adddup2(&files, 93, 3);
        posix_spawn_file_actions_adddup2(&files, 94, 4);
        posix_spawn_file_actions_addclose(&files, 93);
        posix_spawn_file_actions_addclose(&files, 94);
        posix_spawn_file_actions_addopen(&files, 2, profile_.file("log").c_str(), O_CREAT | O_WRONLY, 0600);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
        if (posix_spawn(&pid_, arguments[0], &files, &attributes, arguments.data(), environ) != 0) pid_ = -1;
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&files);
    }

    boost::json::value command(const std::string& method, boost::json::object parameters) {
        const int id = ++last_id_;
        boost::json::object message{{"id", id}, {"method", method}, {"params", std::move(parameters)}};
        if (!session_.empty()) message["sessionId"] = session_;
        const std::string text = boost::json::serialize(message) + '\0';
        if (::write(write_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) return nullptr;
        for (std::string line; !(line = next_line()).empty();) {
            const auto answer = boost::json::parse(line);
            const auto* answered = answer.as_object().if_contains("id");
            if (answered == nullptr || *answered != id) continue;  // An event, which nobody waits for.
            const auto* result = answer.as_object().if_contains("result");
            return result == nullptr ? boost::json::value(nullptr) : *result;
        }
        return nullptr;
    }

    std::string next_line() {
        constexpr int patience_ms = 30'000;
        while (true) {
            const auto end = got_.find('\0');
            if (end != std::string::npos) {
                std::string line = got_.substr(0, end);
                got_.erase(0, end + 1);
                return line;
            }
            pollfd readable{read_, POLLIN, 0};
            if (::poll(&readable, 1, patience_ms) != 1) return {};
            std::array<char, 65536> piece{};
            const ssize_t count = ::read(read_, piece.data(), piece.size());
            if (count <= 0) return {};
            got_.append(piece.data(), static_cast<std::size_t>(count));
        }
    }

    TemporaryDirectory profile_;
    pid_t pid_ = -1;
    int write_ = -1;
    int read_ = -1;
    int last_id_ = 0;
    std::string session_;
    std::string got_;
};

/// Whether the page comes to show `text`.
inline bool shows(Browser& browser, const std::string& text) {
    return eventually([&] { return browser.ask("document.body.innerText").find(text) != std::string::npos; });
}

/// Whether a JavaScript expression comes to have this value.
inline bool becomes(Browser& browser, const std::string& expression, const std::string& value) {
    return eventually([&] { return browser.ask(expression) == value; });
}

}  // namespace cairn::test
