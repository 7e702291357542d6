#include "app/base_ids.hpp"
#include "app/environment/name.hpp"
#include "app/tool_look.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/db/databases.hpp>
#include <gmig/db/maintenance.hpp>
#include <gmig/sql/fingerprint.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace gmig::app {
namespace {

std::string host_name() {
    std::string name(256, '\0');
    if (gethostname(name.data(), name.size() - 1) != 0) {
        return "unknown host";
    }
    name.resize(name.find('\0'));
    return name;
}

/// Whether the file that a marker was stamped in is still there besides this one. Where that cannot
/// be told it may be.
bool is_copied(const std::string& stamped, const std::string& place) {
    std::error_code unknown;
    const bool exists = std::filesystem::exists(stamped, unknown) || unknown;
    return exists && !std::filesystem::equivalent(stamped, place, unknown);
}

/// As -e would say it.
std::string name_said(const Environment& environment) {
    return environment.bare_url ? "" : environment.name;
}

/// SQLite makes a file for whoever opens it: what stands beside an environment is made by `env`.
void refuse_absent(const Environment& environment) {
    const db::Target& target = environment.target;
    if (target.dialect != Dialect::Sqlite || target.location == environment.base.location ||
        std::filesystem::exists(target.location)) {
        return;
    }
    throw Error(Error::Kind::Usage, "there is no database of '" + printable(environment.name) + "'")
        .at({.file = target.shown})
        .state("nothing has changed")
        .next("gmig env list, or gmig env fork " + environment.name);
}

/// SQLite keeps a copy of what is live before it is replaced. Where it was not replaced after all,
/// that copy, which says word by word the same, is nobody's.
void remove_kept_copy(const db::Target& base, const db::Marker& written,
                      const db::OpenOptions& options) {
    const std::string name = environment_name(written.becomes->name).name;
    if (base.dialect != Dialect::Sqlite || name.empty()) {
        return;
    }
    const db::Target kept = db::beside(base, name);
    if (db::place_of(kept) != written.becomes->place || !db::database_exists(kept, options)) {
        return;
    }
    {
        db::OpenOptions reading = options;
        reading.writing = false;
        const std::unique_ptr<db::Driver> driver = db::open(kept, reading);
        if (db::Ledger(*driver, written.project).marker() != written) {
            return;
        }
    }
    db::destroy_database(kept, false, options);
}

}  // namespace

std::string who_runs(const Request& request) {
    const std::string user = request.variable("USER").value_or(
        request.variable("LOGNAME").value_or("uid " + std::to_string(getuid())));
    return user + "@" + host_name();
}

db::LockRequest lock_request(const Request& request) {
    db::LockRequest lock;
    lock.timeout = request.lock_wait;
    lock.holder = who_runs(request) + ", pid " + std::to_string(getpid());
    lock.waiting = [&request](const std::string& holder) {
        request.note("waiting for the lock, held by " + printable(holder));
    };
    return lock;
}

Connection::Connection(const Request& request, const Workspace& workspace, Purpose purpose)
    : environment_(choose_environment(request, workspace)), opened_at_(request.now) {
    options_ = open_options(request, environment_);
    db::OpenOptions options = options_;
    options.writing = purpose != Purpose::Read && purpose != Purpose::DryRun;
    options.in_maintenance = true;  // whose it is is looked at below
    refuse_absent(environment_);
    driver_ = db::open(environment_.target, options);
    ledger_ = std::make_unique<db::Ledger>(*driver_, workspace.project().name);
    kind_ = environment_.config.kind;
    read_marker();
    watch_ = look_for_tool(*driver_, *ledger_, workspace, name_said(environment_));
    if (options.writing) {
        begin_writing(request, workspace, purpose);
    } else if (purpose == Purpose::DryRun) {
        refuse_watched();
    }
    if (marker_) {
        kind_ = marker_->kind;
    }
    hold_against(workspace);
}

void Connection::look_again(const Workspace& workspace) {
    watch_ = look_for_tool(*driver_, *ledger_, workspace, name_said(environment_));
    hold_against(workspace);
}

void Connection::hold_against(const Workspace& workspace) {
    tool_facts_.reset();
    if (watch_.watched()) {
        tool_facts_ = watched_facts(workspace, watch_.history, kind_);
        std::ranges::copy(watch_.trouble, std::back_inserter(tool_facts_->trouble));
    }
}

void Connection::begin_writing(const Request& request, const Workspace& workspace,
                               Purpose purpose) {
    // What is refused in any case is refused before waiting for the lock.
    check_maintenance(request);
    if (purpose == Purpose::Write) {
        check_marker();
    }
    if (purpose != Purpose::TakeOver) {
        refuse_watched();
    }
    driver_->lock(lock_request(request));
    if (db::in_maintenance(*driver_)) {
        check_maintenance(request);  // it may have begun while the lock was waited for
    }
    ledger_->prepare(random_uuid(), who_runs(request), request.now);
    settle_promotion(request);
    read_marker();
    if (purpose == Purpose::Adopt && marker_ && marker_->name != environment_.name) {
        marker_.reset();
    } else {
        check_marker();
    }
    stamp(request, workspace);
}

void Connection::read_marker() {
    marker_ = ledger_->marker();
    if (marker_) {
        marker_ = marker_->at(db::place_of(environment_.target));
    }
}

void Connection::check_maintenance(const Request& request) {
    if (!driver_->server().read_only && !db::in_maintenance(*driver_)) {
        return;
    }
    const db::MaintenanceState state = db::maintenance_state(environment_.target, options_);
    const bool by_a_run = state.maintenance && !state.maintenance->run_id.empty();
    if (by_a_run && end_maintenance_of_dead_run(request, *state.maintenance)) {
        return;
    }
    if (!state.maintenance) {
        throw Error(Error::Kind::Guard, "'" + printable(environment_.name) +
                                            "' is read-only (default_transaction_read_only)")
            .at({.file = environment_.target.shown})
            .state("nothing has changed")
            .next(state.state == db::MaintenanceState::State::Off
                      ? "connect as a role that may write"
                      : "gmig maintenance off -e " + environment_.name);
    }
    if (request.in_maintenance) {
        return;
    }
    throw Error(Error::Kind::Guard, "'" + printable(environment_.name) +
                                        "' is in maintenance since " +
                                        to_iso(state.maintenance->since) + " (" +
                                        printable(state.maintenance->by) + ")")
        .at({.file = environment_.target.shown})
        .state("nothing has changed")
        .next(by_a_run ? "wait for that run, or end it"
                       : "the same command with --in-maintenance, or gmig maintenance off -e " +
                             environment_.name);
}

bool Connection::end_maintenance_of_dead_run(const Request& request,
                                             const db::Maintenance& maintenance) {
    db::LockRequest at_once = lock_request(request);
    at_once.timeout = std::chrono::milliseconds(0);
    at_once.waiting = nullptr;
    try {
        const db::Custody custody = db::Custody::take(environment_.base, at_once, options_);
        const db::MaintenanceState now = db::maintenance_state(environment_.target, options_);
        if (now.maintenance != maintenance) {
            return now.state == db::MaintenanceState::State::Off;
        }
        db::maintenance_off(environment_.target, options_);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Lock) {
            throw;
        }
        return false;  // it is alive
    }
    request.note("the run that put " + printable(environment_.name) + " into maintenance (" +
                 printable(maintenance.by) + ", " + to_iso(maintenance.since) +
                 ") has ended without ending it: it is off now");
    return true;
}

void Connection::settle_promotion(const Request& request) {
    const std::string here = db::place_of(environment_.target);
    for (const db::Marker& written : ledger_->markers()) {
        if (!written.becomes) {
            continue;
        }
        db::Marker marker = written.at(here);
        if (!marker.becomes) {
            marker.place = db::stamped_place(environment_.target);
            request.note("this database was '" + printable(written.name) + "' and is '" +
                         printable(marker.name) + "' now: it has been promoted or renamed");
        } else if (environment_.bare_url || db::Custody::is_held(environment_.base, options_)) {
            continue;  // by who wrote it, just now; of a bare URL that cannot be told
        } else {
            remove_kept_copy(environment_.base, written, options_);
            marker.becomes.reset();
            request.note("'" + printable(written.name) + "' was to become '" +
                         printable(written.becomes->name) +
                         "', and that was interrupted before it did: it is what it was");
        }
        if (marker.origin && marker.origin->identity == marker.identity) {
            marker.origin.reset();
        }
        driver_->write(db::Ledger::stamp(marker));
    }
}

void Connection::check_marker() const {
    if (!marker_ || environment_.bare_url || marker_->name == environment_.name) {
        return;
    }
    throw Error(Error::Kind::Guard, "this database says it is '" + printable(marker_->name) +
                                        "' (" + std::string(to_string(marker_->kind)) + "), and '" +
                                        environment_.name +
                                        "' was asked for: a restored backup, or the wrong URL")
        .at({.file = environment_.target.shown})
        .state("nothing has changed; reading works")
        .next("gmig -e " + printable(marker_->name) + " …, or, to make it '" + environment_.name +
              "' from now on: gmig env adopt -e " + environment_.name + " --confirm " +
              environment_.name);
}

void Connection::stamp(const Request& request, const Workspace& workspace) {
    const std::string place = db::stamped_place(environment_.target);
    if (!marker_) {
        marker_ = db::Marker{.name = environment_.name,
                             .kind = environment_.config.kind,
                             .identity = random_uuid(),
                             .project = workspace.project().name,
                             .place = place};
    } else if (marker_->kind != EnvironmentKind::Local || marker_->place == place) {
        return;
    } else if (!is_copied(marker_->place, place)) {
        marker_->place = place;  // the work tree was moved, or is reached by another way
    } else {
        request.note("this is a copy of " + printable(marker_->place) +
                     ": it is an environment of its own from now on");
        marker_->identity = random_uuid();
        marker_->place = place;
    }
    driver_->write(db::Ledger::stamp(*marker_));
}

void Connection::refuse_watched() const {
    if (watch_.standing == ToolStanding::Own || watch_.standing == ToolStanding::Adopted) {
        return;
    }
    const std::string tool(layout::to_string(watch_.tool));
    const std::string message =
        watch_.watched() ? tool + " executes the migrations of this project" +
                               (watch_.table ? ": " + watch_.shown() + " is in the database"
                                             : " (\"mode\": \"watch\")")
                         : watch_.trouble.front().message;
    throw Error(Error::Kind::Guard, message)
        .at({.file = environment_.target.shown})
        .state("nothing has changed")
        .next(watch_.watched() ? "run " + tool + ", or let gmig take over: " +
                                     take_over_command(watch_.tool, name_said(environment_))
                               : watch_.trouble.front().remedy);
}

Facts Connection::facts() const {
    Facts facts = tool_facts_.value_or(Facts{});
    facts.source = FactsSource::Live;
    facts.as_of = opened_at_;
    facts.environment = environment_.name;
    facts.kind = kind_;
    if (!tool_facts_) {
        facts.entries = ledger_->entries();
        facts.trouble = watch_.trouble;
    }
    return facts;
}

std::optional<db::Maintenance> Connection::maintenance() const {
    if (!db::in_maintenance(*driver_)) {
        return std::nullopt;
    }
    return db::maintenance_state(environment_.target, options_).maintenance;
}

db::RunIdentity run_identity(const Request& request, const Workspace& workspace) {
    db::RunIdentity identity;
    identity.run_id = random_uuid();
    identity.who = printable(who_runs(request));
    identity.gmig_version = request.gmig_version;
    identity.now = request.now;
    if (git::Repository* const git = workspace.repository()) {
        identity.commit = git->head().value_or(CommitId{}).value;
        identity.branch = git->branch().value_or("");
    } else {
        identity.commit = request.variable("GMIG_COMMIT").value_or("");
        identity.branch = request.variable("GMIG_BRANCH").value_or("");
    }
    return identity;
}

db::Operation operation_of(const db::RunIdentity& identity, const std::string& kind,
                           const LedgerEntry& row) {
    return {.number = 0,
            .kind = kind,
            .id = row.id,
            .name = row.name,
            .detail = {},
            .at = identity.now,
            .by = identity.who,
            .run_id = identity.run_id};
}

Assessment assess_project(const Workspace& workspace, const layout::MigrationSet& set,
                          const History& history, const Facts& facts) {
    AssessmentInput input;
    input.policy = workspace.project().policy;
    input.name_is_identity = workspace.project().layout != layout::Kind::Gmig;
    input.fingerprint_of = [&workspace](const Migration& migration) {
        return fingerprint_of(workspace, migration);
    };
    input.overrides = set.overrides;
    BaseIds base;
    if (std::ranges::any_of(facts.entries, [&](const LedgerEntry& entry) {
            return history.find(entry.id) == nullptr;
        })) {
        base = base_ids(workspace, facts, history);
        input.base_ids = base.ids;
    }
    Assessment assessment = assess(history, facts, input);
    name_removals(base, assessment.findings);
    assessment.findings.insert(assessment.findings.begin(), set.findings.begin(),
                               set.findings.end());
    if (auto head = check_head_file(workspace.project(), set, history)) {
        assessment.findings.push_back(std::move(*head));
    }
    for (Finding& finding : assessment.findings) {
        const auto& severities = workspace.project().severity;
        const auto found = severities.find(finding.code);
        if (found != severities.end()) {
            finding.severity = found->second;
        }
    }
    return assessment;
}

sql::RunnableOptions runnable_options(const Workspace& workspace, const Migration& migration) {
    sql::RunnableOptions options;
    options.grammar = migration.grammar_off ? sql::Grammar::Lexer : sql::Grammar::Parser;
    options.allow_empty = migration.empty;
    // The project whose migrations make the ledger itself.
    options.own_history = workspace.project().name == "gmig";
    return options;
}

}  // namespace gmig::app
