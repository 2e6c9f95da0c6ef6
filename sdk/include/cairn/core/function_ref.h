// FunctionRef: a borrowed callable, for a call that lasts no longer than the call it is handed to.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace cairn {

template <typename Signature>
class FunctionRef;

/// Two pointers; never owns, never allocates, never outlives what it refers to.
template <typename R, typename... Args>
class FunctionRef<R(Args...)> {
public:
    template <typename F>
        requires(!std::is_same_v<std::remove_cvref_t<F>, FunctionRef> &&
                 std::is_invocable_r_v<R, F&, Args...>)
    // It stands for the callable.
    // NOLINTNEXTLINE(google-explicit-constructor,bugprone-forwarding-reference-overload)
    FunctionRef(F&& f) noexcept {
        using Callable = std::remove_reference_t<F>;
        if constexpr (std::is_function_v<Callable>) {
            target_.function = reinterpret_cast<void (*)()>(std::addressof(f));
            call_ = [](Target target, Args... args) -> R {
                return reinterpret_cast<Callable*>(target.function)(std::forward<Args>(args)...);
            };
        } else {
            target_.object = const_cast<void*>(static_cast<const void*>(std::addressof(f)));
            call_ = [](Target target, Args... args) -> R {
                return (*static_cast<Callable*>(target.object))(std::forward<Args>(args)...);
            };
        }
    }

    R operator()(Args... args) const { return call_(target_, std::forward<Args>(args)...); }

private:
    union Target {
        void* object;
        void (*function)();
    };
    Target target_;
    R (*call_)(Target, Args...);
};

}  // namespace cairn
