#include "app/base_ids.hpp"
#include "app/executed.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/sql/fingerprint.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <unistd.h>

#include <algorithm>
#include <utility>

namespace gmig::app {
namespace {

constexpr const char* default_environment = "local";

std::string host_name() {
    std::string name(256, '\0');
    if (gethostname(name.data(), name.size() - 1) != 0) {
        return "unknown host";
    }
    name.resize(name.find('\0'));
    return name;
}

/// The name of an environment that was asked for: by flag, variable or git's configuration.
std::optional<std::string> asked_name(const Request& request, const Workspace& workspace) {
    if (request.environment) {
        return request.environment;
    }
    if (auto name = request.variable("GMIG_ENV"); name && !name->empty()) {
        return name;
    }
    if (request.variable("DATABASE_URL") || !workspace.place() ||
        workspace.project().environments.contains(default_environment)) {
        return std::nullopt;
    }
    return workspace.repository()->config("gmig.env");
}

Environment bare_environment(const std::string& url, const Request& request) {
    Environment environment;
    environment.bare_url = true;
    environment.target = db::parse_url(url, request.directory);
    environment.name = environment.target.database;
    environment.config.name = environment.name;
    environment.config.url = url;
    environment.config.kind = EnvironmentKind::Production;
    return environment;
}

Environment named_environment(const std::string& name, const Request& request,
                              const Workspace& workspace) {
    const auto& known = workspace.project().environments;
    const auto found = known.find(name);
    if (found == known.end()) {
        std::vector<std::string> names;
        for (const auto& [other, config] : known) {
            names.push_back(other);
        }
        const std::string choice = names.empty()
                                       ? "gmig init --url URL, or gmig --url URL …"
                                       : "gmig -e NAME …, with one of: " + join(names, ", ");
        throw Error(Error::Kind::Usage, "there is no environment '" + printable(name) + "'")
            .at({.file = workspace.has_config() ? workspace.config_file().string() : ""})
            .state("nothing has changed")
            .next(choice);
    }
    Environment environment;
    environment.name = name;
    environment.config = found->second;
    const std::string url = layout::expand_url(
        found->second.url, [&](const std::string& variable) { return request.variable(variable); });
    environment.target = db::parse_url(url, workspace.root());
    return environment;
}

void require_same_dialect(const Environment& environment, const Workspace& workspace) {
    if (environment.target.dialect == workspace.project().dialect) {
        return;
    }
    throw Error(Error::Kind::Usage, "the migrations are written for " +
                                        std::string(to_string(workspace.project().dialect)) +
                                        ", and " + environment.target.shown + " is a database of " +
                                        std::string(to_string(environment.target.dialect)))
        .state("nothing has changed")
        .next("gmig --dialect " + std::string(to_string(environment.target.dialect)) +
              " …, or \"dialect\" in gmig.json");
}

/// Whether the file that a marker was stamped in is still there besides this one. Where that cannot
/// be told it may be.
bool is_copied(const std::string& stamped, const std::string& place) {
    std::error_code unknown;
    const bool exists = std::filesystem::exists(stamped, unknown) || unknown;
    return exists && !std::filesystem::equivalent(stamped, place, unknown);
}

/// Where a marker says that it was stamped.
std::string stamped_place(const db::Target& target) {
    return target.dialect == Dialect::Sqlite ? target.location : "";
}

}  // namespace

std::string who_runs(const Request& request) {
    const std::string user = request.variable("USER").value_or(
        request.variable("LOGNAME").value_or("uid " + std::to_string(getuid())));
    return user + "@" + host_name();
}

Environment choose_environment(const Request& request, const Workspace& workspace) {
    Environment environment;
    if (request.url) {
        environment = bare_environment(*request.url, request);
        if (environment.target.has_password) {
            throw Error(Error::Kind::Usage,
                        "a password in --url can be read by everybody on this machine")
                .state("nothing has changed")
                .next("put the URL into DATABASE_URL, or the password into PGPASSFILE");
        }
    } else if (const auto name = asked_name(request, workspace)) {
        environment = named_environment(*name, request, workspace);
    } else if (const auto url = request.variable("DATABASE_URL"); url && !url->empty()) {
        environment = bare_environment(*url, request);
    } else {
        environment = named_environment(default_environment, request, workspace);
    }
    require_same_dialect(environment, workspace);
    return environment;
}

Connection::Connection(const Request& request, const Workspace& workspace, Purpose purpose)
    : environment_(choose_environment(request, workspace)), opened_at_(request.now) {
    db::OpenOptions options;
    options.writing = purpose != Purpose::Read;
    options.session_pooler = environment_.config.session_pooler;
    options.lock_timeout = environment_.config.lock_timeout;
    options.statement_timeout = environment_.config.statement_timeout;
    options.application = "gmig " + request.gmig_version;
    driver_ = db::open(environment_.target, options);
    ledger_ = std::make_unique<db::Ledger>(*driver_, workspace.project().name);
    kind_ = environment_.config.kind;
    if (options.writing) {
        begin_writing(request, workspace, purpose);
    } else {
        marker_ = ledger_->marker();
    }
    if (marker_) {
        kind_ = marker_->kind;
    }
}

void Connection::begin_writing(const Request& request, const Workspace& workspace,
                               Purpose purpose) {
    // What is refused in any case is refused before waiting for the lock.
    marker_ = ledger_->marker();
    if (purpose == Purpose::Write) {
        check_marker();
        refuse_watched(*this, workspace);
    }
    db::LockRequest lock;
    lock.timeout = request.lock_wait;
    lock.holder = who_runs(request) + ", pid " + std::to_string(getpid());
    lock.waiting = [&request](const std::string& holder) {
        request.note("waiting for the lock, held by " + printable(holder));
    };
    driver_->lock(lock);
    ledger_->prepare(random_uuid(), who_runs(request), request.now);
    marker_ = ledger_->marker();
    if (purpose == Purpose::Adopt) {
        marker_.reset();
    } else {
        check_marker();
    }
    stamp(request, workspace);
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
              "' from now on: gmig env adopt -e " + environment_.name);
}

void Connection::stamp(const Request& request, const Workspace& workspace) {
    const std::string place = stamped_place(environment_.target);
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
    driver_->write(ledger_->stamp(*marker_));
}

Facts Connection::facts() const {
    return {.source = FactsSource::Live,
            .as_of = opened_at_,
            .environment = environment_.name,
            .kind = kind_,
            .entries = ledger_->entries()};
}

db::RunIdentity run_identity(const Request& request, const Workspace& workspace) {
    db::RunIdentity identity;
    identity.run_id = random_uuid();
    identity.who = who_runs(request);
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
