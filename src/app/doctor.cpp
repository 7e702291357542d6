#include "app/facts/shared.hpp"
#include "app/hooks/skips.hpp"
#include "app/projects.hpp"
#include "app/rebase/rebase_record.hpp"
#include <gmig/app/care.hpp>
#include <gmig/app/connection.hpp>
#include <gmig/app/hooks.hpp>
#include <gmig/layout/native.hpp>
#include <gmig/layout/tool_history.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

using Verdict = Diagnosis::Verdict;

/// Collects lines; each check is one function that adds to it.
class Doctor {
public:
    explicit Doctor(const Request& request) : request_(request) {}

    std::vector<Diagnosis> examine() {
        try {
            Request here = request_;
            here.may_have_no_project = true;
            const Workspace workspace(here);
            examine_configuration(workspace);
            examine_repository(workspace);
            examine_hooks(workspace);
            examine_files(workspace);
            examine_journal(workspace);
            examine_shared_facts(workspace);
            examine_environments(workspace);
        } catch (const Error& error) {
            add_error("configuration", error);
        }
        return std::move(lines_);
    }

private:
    void add(Verdict verdict, std::string subject, std::string message, std::string remedy = "") {
        lines_.push_back({.verdict = verdict,
                          .subject = std::move(subject),
                          .message = std::move(message),
                          .remedy = std::move(remedy)});
    }
    void add_error(const std::string& subject, const Error& error) {
        const std::string where = to_string(error.where());
        add(Verdict::Bad, subject, error.what() + (where.empty() ? "" : " (" + where + ")"),
            error.next());
    }

    void examine_configuration(const Workspace& workspace) {
        if (!workspace.has_config()) {
            add(Verdict::Bad, "configuration", "there is no gmig.json from here upwards",
                "gmig init");
            return;
        }
        add(Verdict::Good, "configuration",
            "project '" + workspace.project().name + "', layout " +
                std::string(layout::to_string(workspace.project().layout)) + ", " +
                std::string(to_string(workspace.project().dialect)));
    }

    void examine_repository(const Workspace& workspace) {
        try {
            git::Repository* const git = workspace.repository();
            if (git == nullptr) {
                add(Verdict::Note, "repository",
                    "none: what other branches have cannot be known, so a missing migration is "
                    "always taken for a lost one");
                return;
            }
            const git::Operation operation = git->operation_in_progress();
            if (operation != git::Operation::None) {
                add(Verdict::Note, "repository",
                    "git is in the middle of a " + std::string(git::to_string(operation)));
            }
            add(Verdict::Good, "repository",
                git->branch() ? "on branch " + printable(*git->branch()) : "HEAD is detached");
            if (!git->bare()) {
                examine_projects(workspace, *git);
            }
            examine_protected_branches(workspace, *git);
            examine_attributes(workspace);
        } catch (const Error& error) {
            add_error("repository", error);
        }
    }

    /// Other gmig.json files of the repository, which hooks and checks look at as well.
    void examine_projects(const Workspace& workspace, git::Repository& git) {
        const std::vector<TrackedConfig> configs = tracked_configs(git, std::nullopt);
        std::vector<std::string> others;
        for (const TrackedConfig& found : configs) {
            const std::string path = found.folder + (found.folder.empty() ? "" : "/") + "gmig.json";
            if (!found.trouble.empty()) {
                add(Verdict::Bad, "configuration", found.trouble, "mend " + printable(path));
            } else if (path != workspace.path_in_repository("gmig.json")) {
                others.push_back(path);
            }
        }
        if (!others.empty()) {
            add(Verdict::Good, "configuration",
                "the repository has projects apart: " + printable(join(others, ", ")) +
                    " (gmig -C FOLDER doctor)");
        }
        for (const std::string& shared : shared_names(configs)) {
            add(Verdict::Note, "configuration",
                "projects apart have one name, so a database or shared facts would take them for "
                "one: " +
                    shared,
                "name each: {\"projects\": {\"NAME\": {…}}} in its gmig.json");
        }
    }

    void examine_protected_branches(const Workspace& workspace, git::Repository& git) {
        for (const std::string& branch : workspace.project().protected_branches) {
            const bool known = git.upstream(branch) || git.find_commit("refs/heads/" + branch) ||
                               git.find_commit("refs/remotes/origin/" + branch);
            if (!known && git.head()) {
                add(Verdict::Note, "repository",
                    "the protected branch '" + branch + "' is not in this clone",
                    "git fetch origin " + branch + ", or \"protected\" in gmig.json");
            }
        }
    }

    void examine_attributes(const Workspace& workspace) {
        const std::string line = layout::gitattributes_line(workspace.project().migrations);
        const auto text = read_file_if_exists(workspace.root() / ".gitattributes");
        if (!text || text->find(trim(line)) == std::string::npos) {
            add(Verdict::Note, "files",
                "no .gitattributes line keeps the folder's line endings (checksums do not care, "
                "other tools may)",
                "add this line to .gitattributes: " + std::string(trim(line)));
        }
    }

    void examine_hooks(const Workspace& workspace) {
        if (!workspace.place()) {
            return;
        }
        try {
            const std::vector<std::string> skips = recorded_skips(request_);
            if (!skips.empty()) {
                add(Verdict::Note, "hooks",
                    std::to_string(skips.size()) +
                        " skipped since the last push, the last: " + printable(skips.back()),
                    "gmig check");
            }
            const HooksStatus status = hooks_status(request_, {});
            if (status.complete) {
                add(Verdict::Good, "hooks", "each calls gmig");
                return;
            }
            if (!status.refusal.empty()) {
                add(Verdict::Note, "hooks", status.refusal, status.remedy);
            }
            const bool none = std::ranges::all_of(status.hooks, [](const git::HookSight& hook) {
                return hook.state == git::HookState::Missing;
            });
            if (none && status.refusal.empty()) {
                add(Verdict::Note, "hooks", "not installed: git does not ask gmig",
                    "gmig hooks install");
                return;
            }
            for (const git::HookSight& hook : status.hooks) {
                examine_hook(hook);
            }
        } catch (const Error& error) {
            add_error("hooks", error);
        }
    }

    void examine_hook(const git::HookSight& hook) {
        const bool lost = hook.state == git::HookState::Replaced;
        if (lost ||
            (hook.state != git::HookState::Installed && hook.state != git::HookState::Managed)) {
            add(lost ? Verdict::Bad : Verdict::Note, "hooks",
                std::string(hook.kind.name) + " is " + std::string(to_string(hook.state)) +
                    (hook.note.empty() ? "" : ": " + hook.note),
                "gmig hooks install");
        }
    }

    void examine_files(const Workspace& workspace) {
        const layout::MigrationSet set = workspace.work_tree();
        const History history(set.migrations);
        std::vector<Finding> findings = set.findings;
        findings.insert(findings.end(), history.findings().begin(), history.findings().end());
        if (auto head = check_head_file(workspace.project(), set, history)) {
            findings.push_back(std::move(*head));
        }
        for (const Finding& finding : findings) {
            add(finding.severity == Severity::Error ? Verdict::Bad : Verdict::Note, "files",
                to_string(finding.code) + " " + finding.message, finding.remedy);
        }
        add(Verdict::Good, "files",
            std::to_string(history.size()) + " migrations in " + workspace.project().migrations +
                ", heads: " + std::to_string(history.heads().size()));
    }

    void examine_journal(const Workspace& workspace) {
        for (const Journal& journal : workspace.journals()) {
            if (const auto unfinished = journal.unfinished()) {
                add(Verdict::Bad, "journal",
                    "`gmig " + printable(unfinished->operation) + "` was interrupted",
                    "gmig recover");
            }
        }
        if (RecordFile(workspace.state_folder()).read()) {
            add(Verdict::Bad, "journal", "`gmig rebase` was interrupted",
                "gmig rebase --continue, or gmig rebase --abort");
        }
    }

    /// Without another environment than local ones there is nothing to share.
    void examine_shared_facts(const Workspace& workspace) {
        const auto& environments = workspace.project().environments;
        const bool any_shared = std::ranges::any_of(environments, [](const auto& each) {
            return each.second.kind != EnvironmentKind::Local;
        });
        if (!workspace.place() || !any_shared) {
            return;
        }
        const SharedFacts shared = read_shared_facts(workspace, workspace.project());
        if (!shared.damage.empty()) {
            add(Verdict::Bad, "shared facts", shared.damage, "git fsck, then gmig ledger fetch");
            return;
        }
        if (!shared.problems.empty()) {
            add(Verdict::Note, "shared facts",
                std::to_string(shared.problems.size()) + " files are no facts and passed over",
                "gmig ledger verify");
        }
        if (shared.facts == 0) {
            add(Verdict::Note, "shared facts", "none are known here", "gmig ledger fetch");
            return;
        }
        add(Verdict::Good, "shared facts",
            std::to_string(shared.facts) + " known, " +
                (shared.fetched_at ? "fetched " + to_iso(*shared.fetched_at)
                                   : "never fetched by gmig"));
    }

    void examine_environments(const Workspace& workspace) {
        if (workspace.project().environments.empty() && !request_.url &&
            !request_.variable("DATABASE_URL")) {
            add(Verdict::Note, "environments", "none is configured",
                "\"environments\" in gmig.json, or --url");
            return;
        }
        if (request_.url || request_.environment || workspace.project().environments.empty()) {
            examine_environment(request_, workspace);
            return;
        }
        for (const auto& [name, config] : workspace.project().environments) {
            Request one = request_;
            one.environment = name;
            examine_environment(one, workspace);
        }
    }

    void examine_environment(const Request& request, const Workspace& workspace) {
        std::string subject = "environment " + request.environment.value_or("(URL)");
        try {
            const Connection connection(request, workspace, Connection::Purpose::Read);
            examine_server(subject, connection);
            examine_tool(subject, connection);
            if (!connection.watch().watched()) {
                examine_ledger(subject, connection);
            }
        } catch (const Error& error) {
            add_error(subject, error);
        }
    }

    void examine_server(const std::string& subject, const Connection& connection) {
        const db::ServerInfo server = connection.driver().server();
        add(Verdict::Good, subject,
            server.product + " " + server.version + ", " + connection.environment().target.shown +
                ", " + std::string(to_string(connection.kind())));
        if (server.superuser && connection.kind() != EnvironmentKind::Local) {
            add(Verdict::Note, subject, "gmig connects as a superuser",
                "docs/reference/grants.md has the least that it needs");
        }
        if (const auto maintenance = connection.maintenance()) {
            add(Verdict::Note, subject,
                "in maintenance since " + to_iso(maintenance->since) + " (" +
                    printable(maintenance->by) + ")",
                "gmig maintenance off -e " + connection.environment().name);
        } else if (server.standby || server.read_only) {
            add(Verdict::Note, subject, "it can be read only");
        }
        if (connection.driver().dialect() == Dialect::Postgresql) {
            for (const std::string& index : connection.driver().invalid_indexes()) {
                add(Verdict::Bad, subject, "the index " + printable(index) + " is invalid",
                    "gmig recover, or drop it and build it again");
            }
        }
    }

    /// Who executes, where another tool's table is there: what is protected then, and what is not.
    void examine_tool(const std::string& subject, const Connection& connection) {
        const Watch& watch = connection.watch();
        if (watch.watched()) {
            examine_watched(subject, connection);
        } else if (watch.standing == ToolStanding::Adopted) {
            add(Verdict::Good, subject,
                "adopted: gmig executes; " + watch.shown() + " is left as it was");
        }
        for (const Finding& trouble : connection.facts().trouble) {
            add(trouble.severity == Severity::Error ? Verdict::Bad : Verdict::Note, subject,
                trouble.message, trouble.remedy);
        }
    }

    void examine_watched(const std::string& subject, const Connection& connection) {
        const Watch& watch = connection.watch();
        const std::string tool(layout::to_string(watch.tool));
        const auto form = layout::history_table(watch.tool).value_or(layout::HistoryTable{});
        add(Verdict::Good, subject,
            "watched: " + tool + " executes, and gmig reads " +
                (watch.table ? watch.shown() : "its table (there is none yet)") +
                " and never writes: " + std::to_string(connection.facts().entries.size()) +
                " migrations executed");
        const bool keeps_checksums = !layout::tool_checksum(watch.tool, "").empty();
        add(Verdict::Good, subject,
            "protected by hooks and check: what is executed against edits (told by " +
                (keeps_checksums ? tool + "'s checksums" : std::string("the base's files")) +
                "), deletion and another name, and the order of what is new");
        add(Verdict::Note, subject,
            "not protected: " + unprotected(form, keeps_checksums) +
                "the texts that were executed are not known, so there is no rollback, switch, "
                "amend or undo here",
            take_over_command(watch.tool, connection.environment().bare_url
                                              ? ""
                                              : connection.environment().name) +
                ": then gmig executes, keeps each text, and all commands work; that tool must not "
                "run there any more");
    }

    static std::string unprotected(const layout::HistoryTable& form, bool keeps_checksums) {
        std::string text;
        if (form.high_water) {
            text +=
                "the table keeps the highest version alone, so all up to it count as executed; ";
        }
        if (!keeps_checksums) {
            text += "what is not in the base yet may be edited unseen; ";
        }
        return text;
    }

    void examine_ledger(const std::string& subject, const Connection& connection) {
        switch (connection.ledger().schema()) {
            case db::LedgerSchema::Absent:
                add(Verdict::Note, subject, "it has no ledger yet: nothing was executed by gmig");
                return;
            case db::LedgerSchema::Older:
                add(Verdict::Note, subject,
                    "its ledger is older; the next writing command upgrades it");
                break;
            case db::LedgerSchema::Newer:
                add(Verdict::Bad, subject,
                    "its ledger was made by a newer gmig: it can be read only", "upgrade gmig");
                break;
            case db::LedgerSchema::Current:
                break;
        }
        const Facts facts = connection.facts();
        const auto interrupted =
            std::ranges::find(facts.entries, RowState::Started, &LedgerEntry::state);
        if (interrupted != facts.entries.end()) {
            add(Verdict::Bad, subject, interrupted->name + " was interrupted", "gmig recover");
        }
        add(Verdict::Good, subject, std::to_string(facts.entries.size()) + " migrations executed");
        const auto& marker = connection.marker();
        if (marker && !connection.environment().bare_url &&
            marker->name != connection.environment().name) {
            add(Verdict::Bad, subject, "it says that it is '" + printable(marker->name) + "'",
                "gmig env adopt -e " + connection.environment().name);
        }
    }

    const Request& request_;
    std::vector<Diagnosis> lines_;
};

}  // namespace

std::vector<Diagnosis> doctor(const Request& request) {
    return Doctor(request).examine();
}

}  // namespace gmig::app
