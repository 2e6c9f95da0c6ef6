// The loop, and the clock and entropy of the machine.
#include "cairn/net/event_loop.h"

#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <thread>

#include "cairn/net/system_ports.h"

namespace cairn::test {
namespace {

TEST(EventLoop, RunsPostedWorkInOrder) {
    net::EventLoop loop;
    std::string order;
    loop.post([&] { order += 'a'; });
    loop.post([&] { order += 'b'; });
    loop.post([&] { loop.stop(); });

    loop.run();

    EXPECT_EQ(order, "ab");
}

TEST(EventLoop, RunsDelayedWorkWhenItIsDue) {
    net::EventLoop loop;
    std::string order;
    loop.after(Millis{20}, [&] {
        order += "late";
        loop.stop();
    });
    loop.after(Millis{1}, [&] { order += "soon "; });

    loop.run();

    EXPECT_EQ(order, "soon late");
}

TEST(EventLoop, TakesWorkFromAnotherThread) {
    net::EventLoop loop;
    std::thread::id ran_on;
    std::thread other([&] {
        loop.post([&] {
            ran_on = std::this_thread::get_id();
            loop.stop();
        });
    });

    loop.run();
    other.join();

    EXPECT_EQ(ran_on, std::this_thread::get_id());
}

TEST(EventLoop, DropsWorkThatIsNotYetDueWhenItEnds) {
    bool ran = false;
    {
        net::EventLoop loop;
        loop.after(Millis{3'600'000}, [&] { ran = true; });
        loop.post([&] { loop.stop(); });
        loop.run();
    }

    EXPECT_FALSE(ran);
}

TEST(EventLoop, DoesNotRunWhenStoppedBefore) {
    net::EventLoop loop;
    bool ran = false;
    loop.post([&] { ran = true; });
    loop.stop();

    loop.run();

    EXPECT_FALSE(ran);
}

TEST(EventLoop, RunsAgainAfterAStop) {
    net::EventLoop loop;
    loop.post([&] { loop.stop(); });
    loop.run();
    bool ran = false;
    loop.post([&] {
        ran = true;
        loop.stop();
    });

    loop.run();

    EXPECT_TRUE(ran);
}

TEST(EventLoop, TellsEveryTerminationSignal) {
    net::EventLoop loop;
    int told = 0;
    loop.on_terminate([&] {
        if (++told == 2)
            loop.stop();
        else
            std::raise(SIGINT);
    });
    loop.post([] { std::raise(SIGTERM); });

    loop.run();

    EXPECT_EQ(told, 2);
}

TEST(SystemClock, GoesForward) {
    net::SystemClock clock;
    const Instant before = clock.now();

    EXPECT_LE(before, clock.now());
    EXPECT_GT(clock.wall().unix_ms, 1'600'000'000'000);
}

TEST(SystemEntropy, DoesNotRepeatItself) {
    net::SystemEntropy entropy;

    EXPECT_NE(entropy.next(), entropy.next());
}

}  // namespace
}  // namespace cairn::test
