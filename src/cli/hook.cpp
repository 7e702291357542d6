#include "cli/command.hpp"
#include "cli/text.hpp"
#include <gmig/app/hook.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

namespace gmig::cli {
namespace {

constexpr std::size_t shown = 3;  // findings: a hook's words are read in ten lines, or not at all

std::string command_of(const std::string& hook) {
    if (hook == "pre-push") {
        return "git push …";
    }
    return hook == "pre-merge-commit" ? "git merge …" : "git commit …";
}

std::string render(const Session& session, const app::HookCall& call,
                   const app::HookResult& result) {
    std::string text;
    for (const std::string& note : result.notes) {
        text += "gmig: " + note + "\n";
    }
    if (!result.blocks) {
        return text;
    }
    std::vector<std::string> named = result.projects;
    std::erase(named, "");
    text += fmt::format("gmig stops {}{}:\n", result.subject,
                        named.empty() ? "" : ", for what is in " + printable(join(named, ", ")));
    const std::size_t count = std::min(shown, result.findings.size());
    text += render_findings(
        session,
        {result.findings.begin(), result.findings.begin() + static_cast<std::ptrdiff_t>(count)});
    if (count < result.findings.size()) {
        text += fmt::format("  and {} more: gmig check --head {}\n", result.findings.size() - count,
                            call.name == "pre-push" ? "HEAD" : ":index");
    }
    if (result.can_be_skipped) {
        text += fmt::format(
            "To pass this once: GMIG_SKIP=1 {}. What counts is `gmig check` in CI or a server's "
            "hook.\n",
            command_of(call.name));
    }
    return text;
}

int run(const app::HookCall& call, Session& session) {
    app::HookCall whole = call;
    constexpr std::array with_input{"pre-push", "post-rewrite", "pre-receive"};
    if (std::ranges::find(with_input, call.name) != with_input.end()) {
        whole.input = session.read_input();
    }
    const app::HookResult result = app::run_hook(session.request, whole);
    session.err << render(session, whole, result);
    return result.blocks ? exit_code::findings : exit_code::done;
}

}  // namespace

Run declare_hook(Options& options) {
    auto call = std::make_shared<app::HookCall>();
    options.argument("name", &call->name, "pre-commit, pre-push, …").required = true;
    options.argument("arguments", &call->arguments, "What git gives the hook");
    return [call](Session& session) { return run(*call, session); };
}

}  // namespace gmig::cli
