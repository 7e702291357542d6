#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/text.hpp"
#include <gmig/app/hooks.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

namespace gmig::cli {
namespace {

struct HooksArguments {
    std::string verb;
    app::HooksOptions options;
    bool exit_code = false;
};

/// What was done with a hook, as a line says it, and what would be (or have been, if no other hook
/// were in the way).
struct Words {
    std::string_view done;
    std::string_view planned;
};

Words words_of(git::HookAction action) {
    constexpr std::array<Words, 10> words{
        Words{"as it shall be", "as it shall be"},
        Words{"installed", "would be installed"},
        Words{"installed, before what stands there", "would get a block before what stands there"},
        Words{"brought up to date", "would be brought up to date"},
        Words{"installed, before what stood there", "would be installed, before what stands there"},
        Words{"removed", "would be removed"},
        Words{"the block is taken out", "the block would be taken out"},
        Words{"what stood there is back", "what stood there would come back"},
        Words{"to be done by hand", "to be done by hand"},
        Words{"refused", "refused"}};
    return words[static_cast<std::size_t>(action)];
}

std::string_view color_of(git::HookAction action) {
    switch (action) {
        case git::HookAction::Refuse:
            return "red";
        case git::HookAction::ByHand:
            return "yellow";
        default:
            return "green";
    }
}

std::string indented(const std::string& text) {
    std::string lines;
    for (const std::string_view line : split_on(text, '\n')) {
        lines += fmt::format("    {}\n", line);
    }
    return lines;
}

std::string render_step(const Session& session, const git::HookStep& step, bool planned) {
    const Words words = words_of(step.action);
    std::string text =
        fmt::format("{:<16} {}: {}\n", step.hook,
                    session.paint(color_of(step.action), planned ? words.planned : words.done),
                    printable(step.path.native()));
    if (!step.note.empty()) {
        text += fmt::format("    {}\n", printable(step.note));
    }
    if (step.action == git::HookAction::ByHand && !step.entry.empty()) {
        text += indented(step.entry);
    }
    return text;
}

/// What one has to know once the hooks stand, or do not.
std::string closing_words(const app::HooksResult& result) {
    if (result.refused) {
        return "refused: nothing has changed\n";
    }
    if (result.by_hand) {
        std::string text = fmt::format(
            "{} writes those hooks itself: add the entries above to its files, and let it install "
            "them\n",
            git::to_string(result.manager));
        if (result.manager == git::HookManager::Husky) {
            text += "next: gmig hooks install --write, which does it\n";
        }
        return text;
    }
    if (result.dry_run) {
        return {};
    }
    return "once without them: GMIG_SKIP=1 git …. They are a comfort; the guarantee is `gmig "
           "check` in CI, or pre-receive\n";
}

int exit_code_of(const app::HooksResult& result) {
    return result.refused || result.by_hand ? exit_code::undecided : exit_code::done;
}

int run_install(const HooksArguments& arguments, Session& session) {
    const app::HooksResult result = app::install_hooks(session.request, arguments.options);
    const int code = exit_code_of(result);
    if (session.json) {
        session.out << to_json(result);
        return code;
    }
    std::ostream& out = code == exit_code::done ? session.out : session.err;
    for (const git::HookStep& step : result.steps) {
        if (!session.quiet || step.action == git::HookAction::Refuse) {
            out << render_step(session, step, result.dry_run || result.refused);
        }
    }
    if (!session.quiet) {
        out << closing_words(result);
    }
    return code;
}

int run_uninstall(const HooksArguments& arguments, Session& session) {
    const app::HooksResult result = app::uninstall_hooks(session.request, arguments.options);
    const int code = result.refused ? exit_code::undecided : exit_code::done;
    if (session.json) {
        session.out << to_json(result);
        return code;
    }
    for (const git::HookStep& step : result.steps) {
        if (!session.quiet || step.action == git::HookAction::Refuse) {
            session.out << render_step(session, step, result.dry_run || result.refused);
        }
    }
    if (result.refused) {
        session.err << "refused: nothing has changed\n";
    } else if (result.steps.empty() && !session.quiet) {
        session.out << "no hook calls gmig\n";
    }
    return code;
}

std::string_view color_of(git::HookState state) {
    switch (state) {
        case git::HookState::Installed:
        case git::HookState::Managed:
            return "green";
        case git::HookState::Replaced:
            return "red";
        default:
            return "yellow";
    }
}

int run_status(const HooksArguments& arguments, Session& session) {
    const app::HooksStatus status = app::hooks_status(session.request, arguments.options);
    const int code =
        arguments.exit_code && !status.complete ? exit_code::findings : exit_code::done;
    if (session.json) {
        session.out << to_json(status);
        return code;
    }
    if (session.quiet) {
        return code;
    }
    for (const git::HookSight& hook : status.hooks) {
        session.out << fmt::format("{:<16} {}{}\n", hook.kind.name,
                                   session.paint(color_of(hook.state), to_string(hook.state)),
                                   hook.note.empty() ? "" : ": " + printable(hook.note));
    }
    if (!status.refusal.empty()) {
        session.out << fmt::format("{}\nnext: {}\n", printable(status.refusal),
                                   printable(status.remedy));
    } else if (!status.complete) {
        session.out << "next: gmig hooks install\n";
    }
    return code;
}

struct Verb {
    std::string_view name;
    int (*run)(const HooksArguments&, Session&);
};
constexpr std::array verbs{Verb{"install", run_install}, Verb{"uninstall", run_uninstall},
                           Verb{"status", run_status}};

int run_hooks(const HooksArguments& arguments, Session& session) {
    const auto* const verb = std::ranges::find(verbs, arguments.verb, &Verb::name);
    if (verb == verbs.end()) {
        throw Error(Error::Kind::Usage, "hooks knows install, uninstall and status, not '" +
                                            printable(arguments.verb) + "'")
            .state("nothing has changed")
            .next("gmig help hooks");
    }
    show_progress(session);
    return verb->run(arguments, session);
}

}  // namespace

Run declare_hooks(Options& options) {
    auto arguments = std::make_shared<HooksArguments>();
    options.argument("verb", &arguments->verb, "install, uninstall or status").required = true;
    options.option("--write", &arguments->options.write,
                   "Change husky's tracked files (.husky/NAME), too");
    options.option("--server", &arguments->options.on_server,
                   "The hooks of a repository that is pushed to");
    options.option("--dry-run", &arguments->options.dry_run, "Show what would be written");
    options.option("--exit-code", &arguments->exit_code, "status: 1 unless each hook calls gmig");
    return [arguments](Session& session) { return run_hooks(*arguments, session); };
}

}  // namespace gmig::cli
