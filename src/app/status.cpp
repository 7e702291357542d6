#include "app/check/known_facts.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/app/status.hpp>
#include <gmig/layout/tool_history.hpp>

#include <algorithm>
#include <utility>

namespace gmig::app {
namespace {

Version executed_version(const Facts& facts) {
    std::vector<IdAndChecksumView> set;
    set.reserve(facts.entries.size());
    for (const LedgerEntry& entry : facts.entries) {
        if (entry.state == RowState::Done) {
            set.emplace_back(entry.id.value, entry.checksum.value);
        }
    }
    return version_of(std::move(set));
}

/// Not every tool keeps it.
std::optional<Timestamp> time_of(const Facts& facts, const Assessed& assessed) {
    if (!assessed.entry || facts.entries[*assessed.entry].executed_at == Timestamp{}) {
        return std::nullopt;
    }
    return facts.entries[*assessed.entry].executed_at;
}

bool any_in(const std::vector<StatusResult::Line>& lines, State state) {
    return std::ranges::find(lines, state, &StatusResult::Line::state) != lines.end();
}

/// "migrate up (golang-migrate)": a command that another tool has, by a name that tells which.
std::string command_of_tool(const std::string& tool, std::string_view command) {
    return std::string(command) + (command.starts_with(tool) ? "" : " (" + tool + ")");
}

/// Where another tool executes, it is what is run next.
std::string next_of_tool(const StatusResult& result) {
    const auto form =
        layout::history_table(*layout::kind_from(result.tool)).value_or(layout::HistoryTable{});
    const auto error = std::ranges::find(result.findings, Severity::Error, &Finding::severity);
    if (error != result.findings.end()) {
        return error->remedy;
    }
    if (any_in(result.migrations, State::Pending)) {
        return command_of_tool(result.tool, form.run);
    }
    if (any_in(result.migrations, State::OtherBranch) && !form.take_back.empty()) {
        return "where the files of the other branch are: " +
               command_of_tool(result.tool, form.take_back);
    }
    return "";
}

/// What helps against the first error. The ledger follows a rename with the next run, which is
/// refused as long as there is another error.
const Finding* first_error(const StatusResult& result) {
    const Finding* first = nullptr;
    for (const Finding& finding : result.findings) {
        const bool is_settled_by_a_run = finding.code == Code::ExecutedRenamed;
        if (finding.severity != Severity::Error) {
            continue;
        }
        if (!is_settled_by_a_run) {
            return &finding;
        }
        first = first == nullptr ? &finding : first;
    }
    return first;
}

std::string next_command(const StatusResult& result) {
    if (result.no_database) {
        return result.no_database->next();
    }
    if (!result.tool.empty()) {
        return next_of_tool(result);
    }
    if (any_in(result.migrations, State::Interrupted)) {
        return "gmig recover";
    }
    if (const Finding* const error = first_error(result)) {
        return error->remedy;
    }
    if (result.kind == EnvironmentKind::Local && any_in(result.migrations, State::OtherBranch)) {
        return "gmig switch";
    }
    const bool pending = any_in(result.migrations, State::Pending);
    const bool renamed = any_in(result.migrations, State::Renamed);
    return pending || renamed ? "gmig execute" : "";
}

/// The facts, or why there are none.
Facts ask(const Request& request, const Workspace& workspace, StatusResult& result) {
    try {
        const Connection connection(request, workspace, Connection::Purpose::Read);
        result.environment = connection.environment().name;
        result.kind = connection.kind();
        result.maintenance = connection.maintenance();
        if (connection.marker() && !connection.environment().bare_url &&
            connection.marker()->name != result.environment) {
            result.says = connection.marker()->name;
        }
        Facts facts = connection.facts();
        result.tool = facts.tool;
        result.tool_table = facts.tool.empty() ? "" : connection.watch().shown();
        remember_facts(workspace, connection, facts);
        return facts;
    } catch (const Error& error) {
        const bool none_configured = error.kind() == Error::Kind::Usage && !request.url &&
                                     !request.environment && !request.variable("DATABASE_URL") &&
                                     workspace.project().environments.empty();
        if (error.kind() != Error::Kind::Environment && !none_configured) {
            throw;
        }
        result.no_database = error;
        return {};
    }
}

}  // namespace

StatusResult status(const Request& request) {
    const Workspace workspace(request);
    StatusResult result;
    result.project = workspace.project().name;
    // First the ledger: what reading it took is free again for the files.
    const Facts facts = ask(request, workspace, result);
    layout::MigrationSet set = workspace.work_tree();
    const History history(std::move(set.migrations));
    Assessment assessment = assess_project(workspace, set, history, facts);
    result.source = facts.source;
    result.as_of = facts.as_of;
    result.version = executed_version(facts);
    result.heads = history.heads();
    result.findings = std::move(assessment.findings);
    result.migrations.reserve(assessment.migrations.size());
    for (Assessed& assessed : assessment.migrations) {
        result.migrations.push_back({.id = std::move(assessed.id),
                                     .name = std::move(assessed.name),
                                     .state = assessed.state,
                                     .path = std::move(assessed.path),
                                     .executed_at = time_of(facts, assessed)});
    }
    result.next = next_command(result);
    if (!result.says.empty()) {
        result.next =
            "gmig env adopt -e " + result.environment + " --confirm " + result.environment;
    } else if (request.environment && result.next == "gmig execute") {
        result.next += " -e " + *request.environment;
    }
    return result;
}

bool has_errors(const std::vector<Finding>& findings) {
    return std::ranges::find(findings, Severity::Error, &Finding::severity) != findings.end();
}

}  // namespace gmig::app
