#include "app/hooks/auto_switch.hpp"

#include <gmig/app/connection.hpp>
#include <gmig/app/switch.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>

namespace gmig::app {
namespace {

bool is_true(const std::string& value) {
    constexpr std::array<std::string_view, 4> words{"true", "yes", "on", "1"};
    return std::ranges::find(words, ascii_lower(value)) != words.end();
}

bool is_within_reach(const HookProject& project, const db::Target& target) {
    std::error_code unknown;
    return target.dialect == Dialect::Sqlite ? std::filesystem::exists(target.location, unknown)
                                             : db::on_this_machine(target, [&](const char* name) {
                                                   return project.request.variable(name);
                                               });
}

std::string words_of(const SwitchResult& result) {
    if (!result.run.plan.refusals.empty()) {
        const Finding& refusal = result.run.plan.refusals.front();
        return "not switched: " + to_string(refusal.code) + ": " + refusal.message +
               " (gmig switch)";
    }
    const auto& steps = result.run.plan.steps;
    const auto number_of = [&](Action action) {
        return std::to_string(std::ranges::count(steps, action, &Step::action));
    };
    return "switched: rolled back " + number_of(Action::Rollback) + ", executed " +
           number_of(Action::Execute);
}

}  // namespace

bool switches_by_itself(const HookProject& project, const std::string& environment) {
    const auto wanted = project.workspace.repository()->config("gmig.autoSwitch");
    if (!wanted || !is_true(*wanted)) {
        return false;
    }
    try {
        const Environment chosen = choose_environment(project.request, project.workspace);
        return chosen.name == environment && !chosen.bare_url &&
               is_within_reach(project, chosen.target);
    } catch (const Error&) {
        return false;  // no environment is meant here
    }
}

std::string switch_by_itself(const HookProject& project) {
    constexpr std::chrono::milliseconds not_long{500};
    Request request = project.request;
    request.ask = nullptr;
    request.yes = false;
    request.accept_data_loss = false;
    request.progress = {};
    request.lock_wait = not_long;
    try {
        return words_of(switch_database(request, {.keeps_all_rows = true}));
    } catch (const Error& error) {
        if (error.kind() == Error::Kind::Signal) {
            throw;
        }
        const std::string state = error.state().empty() || error.state() == "nothing has changed"
                                      ? ""
                                      : "; " + error.state();
        return "not switched: " + std::string(error.what()) + state + " (gmig switch)";
    }
}

}  // namespace gmig::app
