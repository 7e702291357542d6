#include "app/executions.hpp"

#include "app/check/known_facts.hpp"
#include "app/environment/asked.hpp"
#include <gmig/git/text_diff.hpp>
#include <gmig/support/text.hpp>

#include <array>

namespace gmig::app {
namespace {

bool is_same_text(const Migration& migration, const LedgerEntry& entry) {
    return migration.checksum == entry.checksum && migration.down_checksum == entry.down_checksum &&
           migration.verify_checksum == entry.verify_checksum;
}

Execution execution_of(const Facts& facts, const LedgerEntry& entry, const Migration& migration) {
    return {.environment = facts.environment,
            .source = facts.source,
            .as_of = facts.as_of,
            .at = entry.executed_at,
            .by = entry.executed_by,
            .duration_us = entry.duration_us,
            .interrupted = entry.state == RowState::Started,
            .same_text = is_same_text(migration, entry)};
}

/// What the ledger of an environment keeps of a migration; nothing where it cannot be read.
std::optional<db::Texts> texts_in(const Request& request, const Workspace& workspace,
                                  const std::string& environment, const MigrationId& id) {
    const Request of_environment = request_for(request, environment);
    const AskedEnvironment asked = ask_environment(of_environment, workspace);
    return asked.connection ? asked.connection->ledger().texts(id) : std::nullopt;
}

}  // namespace

Executions::Executions(const Request& request, const Workspace& workspace)
    : facts_(known_facts(request, workspace, workspace.project())) {
    for (const Facts& facts : facts_) {
        for (const LedgerEntry& entry : facts.entries) {
            rows_[entry.id].push_back({.facts = &facts, .entry = &entry});
        }
    }
}

std::vector<KnownFacts> Executions::environments() const {
    std::vector<KnownFacts> environments;
    for (const Facts& facts : facts_) {
        environments.push_back({.environment = facts.environment,
                                .kind = facts.kind,
                                .source = facts.source,
                                .as_of = facts.as_of});
    }
    return environments;
}

std::vector<Execution> Executions::of(const Migration& migration) const {
    std::vector<Execution> executions;
    if (const auto rows = rows_.find(migration.id); rows != rows_.end()) {
        for (const Row& row : rows->second) {
            executions.push_back(execution_of(*row.facts, *row.entry, migration));
        }
    }
    return executions;
}

std::optional<std::vector<ShowResult::Difference>> text_differences(const std::string& environment,
                                                                    const db::Texts& executed,
                                                                    const std::string& path,
                                                                    const db::Texts& now) {
    struct Part {
        const char* name;
        std::string before;
        std::string after;
    };
    const std::array parts{
        Part{"up", executed.up, now.up},
        Part{"down", executed.down.value_or(""), now.down.value_or("")},
        Part{"verify", executed.verify.value_or(""), now.verify.value_or("")},
    };
    const auto ended = [](const std::string& text) { return text.empty() ? "" : text + "\n"; };
    std::vector<ShowResult::Difference> differences;
    for (const Part& part : parts) {
        if (part.before == part.after) {
            continue;
        }
        const std::string before = ended(part.before);
        const std::string after = ended(part.after);
        auto diff = git::text_difference({before, "executed in " + environment}, {after, path});
        if (!diff) {
            return std::nullopt;
        }
        differences.push_back(
            {.environment = environment, .part = part.name, .diff = *std::move(diff)});
    }
    return differences;
}

void put_differences(const Request& request, const Workspace& workspace, ShowResult& shown) {
    const db::Texts now = texts_of(workspace, shown.migration);
    for (const Execution& execution : shown.executed) {
        if (execution.same_text) {
            continue;
        }
        const std::string there =
            execution.environment + " executed another text of it than " + shown.source + " has";
        const auto texts =
            execution.source == FactsSource::Live
                ? texts_in(request, workspace, execution.environment, shown.migration.id)
                : std::nullopt;
        if (!texts) {
            shown.notes.push_back(there + "; to see it: gmig show --executed " +
                                  shown.migration.id.value + " -e " +
                                  shell_word(execution.environment));
            continue;
        }
        auto differences = text_differences(execution.environment, *texts, shown.source, now);
        if (!differences) {
            shown.notes.push_back(there + "; to show how, gmig needs libgit2-1.5");
            continue;
        }
        for (ShowResult::Difference& difference : *differences) {
            shown.differences.push_back(std::move(difference));
        }
    }
}

}  // namespace gmig::app
