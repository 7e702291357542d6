#include "app/hooks/hook_events.hpp"
#include "app/hooks/skips.hpp"
#include <gmig/app/hook.hpp>
#include <gmig/app/hooks.hpp>
#include <gmig/app/workspace.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>

namespace gmig::app {
namespace {

struct HookRow {
    std::string_view name;
    bool blocks;
    bool on_server;
    HookResult (*run)(const Request&, const HookCall&);
};

constexpr std::array hooks{
    HookRow{"pre-commit", true, false, before_commit},
    HookRow{"pre-merge-commit", true, false, before_commit},
    HookRow{"pre-push", true, false, before_push},
    HookRow{"post-merge", false, false, after_change},
    HookRow{"post-rewrite", false, false, after_change},
    HookRow{"post-checkout", false, false, after_change},
    HookRow{"pre-receive", true, true, before_receiving},
    HookRow{"update", true, true, before_updating},
};

const HookRow* row_of(std::string_view name) {
    const auto* const found = std::ranges::find(hooks, name, &HookRow::name);
    return found == hooks.end() ? nullptr : found;
}

bool is_skipped(const Request& request, const HookRow& hook) {
    const auto value = request.variable("GMIG_SKIP");
    if (hook.on_server || !value) {
        return false;
    }
    for (const std::string_view word : split_on(*value, ',')) {
        if (trim(word) == "1" || trim(word) == hook.name) {
            return true;
        }
    }
    return false;
}

/// Tools that write hooks themselves take ours away without a word.
void tell_lost_hooks(const Request& request, HookResult& result) {
    const auto place = find_place(request);
    for (const std::string& name : place ? lost_hooks(*place) : std::vector<std::string>()) {
        result.notes.push_back(printable(name) + " no longer calls gmig (gmig hooks install)");
    }
}

}  // namespace

std::vector<std::string_view> hook_names() {
    std::vector<std::string_view> names;
    for (const HookRow& hook : hooks) {
        names.push_back(hook.name);
    }
    return names;
}

bool hook_can_block(std::string_view name) {
    const HookRow* const hook = row_of(name);
    return hook == nullptr || hook->blocks;
}

HookResult run_hook(const Request& request, const HookCall& call) {
    const HookRow* const hook = row_of(call.name);
    if (hook == nullptr) {
        const auto names = hook_names();
        throw Error(Error::Kind::Usage, "gmig has no hook '" + printable(call.name) + "'")
            .state("nothing was checked")
            .next("one of: " + join(std::vector<std::string>(names.begin(), names.end()), ", "));
    }
    if (is_skipped(request, *hook)) {
        if (hook->blocks) {
            record_skip(request, call.name);
        }
        return {};
    }
    HookResult result = hook->run(request, call);
    result.can_be_skipped = !hook->on_server;
    if (!hook->on_server) {
        tell_lost_hooks(request, result);
    }
    return result;
}

}  // namespace gmig::app
