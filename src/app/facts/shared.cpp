#include "app/facts/shared.hpp"

#include "app/facts/shared_cache.hpp"
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

std::string counted(std::size_t count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// What is known of a project's ledger ref before its files are looked at.
std::vector<git::LedgerTip> read_tips(git::LedgerRef& ledger, const layout::ProjectConfig& project,
                                      SharedFacts& shared) {
    std::vector<git::LedgerTip> tips = ledger.tips();
    if (tips.empty()) {
        return tips;
    }
    for (const git::SeenTip& tip : ledger.seen()) {
        if (tip.ref == project.ledger_ref && (!shared.fetched_at || tip.at > *shared.fetched_at)) {
            shared.fetched_at = tip.at;
        }
    }
    return tips;
}

void read_files(git::Repository& repository, const layout::ProjectConfig& project,
                const std::vector<git::LedgerTip>& tips, SharedFacts& shared) {
    git::LedgerRef ledger(repository, project.ledger_ref);
    std::vector<git::FileObject> files = ledger.files(tips);
    const std::string folder = "v1/" + project.name + "/";
    std::erase_if(files,
                  [&](const git::FileObject& file) { return !file.path.starts_with(folder); });
    const std::vector<FileContent> contents = repository.read_small(files, layout::max_fact_bytes);
    if (contents.size() < files.size()) {
        shared.problems.push_back(counted(files.size() - contents.size(), "file") +
                                  " of over a MiB");
    }
    std::vector<NamedFact> facts;
    facts.reserve(contents.size());
    for (const FileContent& file : contents) {
        layout::FactReading reading = layout::read_fact(file.path, file.bytes);
        if (reading.fact) {
            facts.push_back(*std::move(reading.fact));
        } else {
            shared.problems.push_back(file.path + ": " + reading.problem);
        }
    }
    shared.facts = facts.size();
    shared.environments = fold_facts(facts, project.name);
}

/// The commits that the facts are in never change, nor does what this gmig makes of them.
SharedFactsCache facts_cache(const Request& request, const Workspace& workspace,
                             const layout::ProjectConfig& project,
                             const std::vector<git::LedgerTip>& tips) {
    std::string what = request.gmig_version + "\n" + project.name + "\n";
    for (const git::LedgerTip& tip : tips) {
        what += tip.commit.value + "\n";
    }
    return {workspace.place()->common_dir / "gmig" / "cache" / ("shared-facts-" + project.name),
            sha256_hex(what)};
}

void recall_files(const Request& request, const Workspace& workspace,
                  const layout::ProjectConfig& project, const std::vector<git::LedgerTip>& tips,
                  SharedFacts& shared) {
    const SharedFactsCache cache = facts_cache(request, workspace, project, tips);
    std::optional<SharedFacts> kept = cache.recall();
    if (!kept) {
        read_files(*workspace.repository(), project, tips, shared);
        for (SharedEnvironment& environment : shared.environments) {
            environment.conflicts.clear();
            environment.heads.clear();
            environment.retirements.clear();
        }
        cache.keep(shared);
        return;
    }
    kept->fetched_at = shared.fetched_at;
    shared = *std::move(kept);
}

/// Reads what the tips hold by `read`.
template <class Read>
SharedFacts read_by(const Workspace& workspace, const layout::ProjectConfig& project,
                    const Read& read) {
    SharedFacts shared;
    if (!workspace.place()) {
        return shared;
    }
    try {
        git::LedgerRef ledger(*workspace.repository(), project.ledger_ref);
        const std::vector<git::LedgerTip> tips = read_tips(ledger, project, shared);
        if (!tips.empty()) {
            read(tips, shared);
        }
    } catch (const Error& error) {
        shared = {};
        shared.damage = project.ledger_ref + " cannot be read: " + printable(error.what());
    }
    return shared;
}

bool is_off(const std::optional<std::string>& value) {
    const std::string word = ascii_lower(value.value_or("true"));
    return word == "false" || word == "no" || word == "off" || word == "0";
}

}  // namespace

const SharedEnvironment* SharedFacts::find(const std::string& identity) const {
    const auto found = std::ranges::find(environments, identity, &SharedEnvironment::identity);
    return found == environments.end() ? nullptr : &*found;
}

SharedFacts read_shared_facts(const Workspace& workspace, const layout::ProjectConfig& project) {
    return read_by(workspace, project,
                   [&](const std::vector<git::LedgerTip>& tips, SharedFacts& shared) {
                       read_files(*workspace.repository(), project, tips, shared);
                   });
}

SharedFacts recall_shared_facts(const Request& request, const Workspace& workspace,
                                const layout::ProjectConfig& project) {
    return read_by(workspace, project,
                   [&](const std::vector<git::LedgerTip>& tips, SharedFacts& shared) {
                       recall_files(request, workspace, project, tips, shared);
                   });
}

void add_shared_facts(const SharedFacts& shared, Facts& facts) {
    if (facts.source == FactsSource::Live || facts.kind == EnvironmentKind::Local) {
        return;
    }
    if (!shared.damage.empty()) {
        facts.note = shared.damage;
    } else if (!shared.problems.empty()) {
        facts.note = counted(shared.problems.size(), "file") +
                     " of the ledger ref cannot be read as facts (gmig ledger verify)";
    }
    const std::optional<Facts> told = shared_facts_of(shared.environments, facts.environment);
    if (!told) {
        return;
    }
    if (facts.source == FactsSource::Cached) {
        make_stricter(facts, *told);
        return;
    }
    facts.source = FactsSource::Shared;
    facts.entries = told->entries;
    facts.as_of = std::max(told->as_of, shared.fetched_at.value_or(told->as_of));
}

std::optional<LedgerState> state_to_share(const Request& request, const Workspace& workspace,
                                          const Connection& connection) {
    const Environment& environment = connection.environment();
    const auto& listed = workspace.project().environments;
    const auto config = listed.find(environment.name);
    const bool is_shared = !environment.bare_url && config != listed.end() &&
                           config->second.kind != EnvironmentKind::Local &&
                           connection.kind() != EnvironmentKind::Local;
    // A database that says another name is not the environment, whatever its URL.
    const auto& marker = connection.marker();
    if (!is_shared || !marker || marker->name != environment.name || connection.watch().watched()) {
        return std::nullopt;
    }
    return LedgerState{.project = workspace.project().name,
                       .identity = marker->identity,
                       .environment = environment.name,
                       .kind = connection.kind(),
                       .entries = connection.facts().entries,
                       .at = request.now,
                       .by = who_runs(request),
                       .gmig_version = request.gmig_version};
}

std::vector<FileContent> files_of(const std::vector<SharedFact>& facts) {
    std::vector<FileContent> files;
    files.reserve(facts.size());
    for (const SharedFact& fact : facts) {
        files.push_back({.path = layout::path_of({.digest = layout::digest_of(fact), .fact = fact}),
                         .bytes = layout::render_fact(fact)});
    }
    return files;
}

std::string loss_line(const std::string& remote, const git::LedgerFetched& fetched) {
    if (fetched.forgotten) {
        return "what " + printable(remote) +
               " was seen to have is neither there nor here any more (gmig ledger verify)";
    }
    if (fetched.lost.empty()) {
        return "";
    }
    return counted(fetched.lost.size(), "fact") + " that " + printable(remote) +
           " had were taken away or changed there; this clone has them, and its next push puts "
           "them back (gmig ledger push)";
}

Sharing::Sharing(const Request& request, const Workspace& workspace, Remote remote)
    : request_(request), ledger_(*workspace.repository(), workspace.project().ledger_ref) {
    if (remote == Remote::LeftOut || is_off(workspace.repository()->config("gmig.ledgerPush"))) {
        return;
    }
    try {
        remote_ = ledger_.choose_remote("");
    } catch (const Error& error) {
        request_.note(std::string("facts stay in this clone: ") + error.what());
    }
}

void Sharing::tell_loss(const git::LedgerFetched& fetched) {
    const std::string line = loss_line(*remote_, fetched);
    if (!line.empty() && !loss_told_) {
        request_.note(line);
        loss_told_ = true;
    }
}

void Sharing::fetch() {
    if (!remote_) {
        return;
    }
    try {
        fetched_ = ledger_.fetch(*remote_, request_.now);
        tell_loss(*fetched_);
    } catch (const Error& error) {
        request_.note(std::string(error.what()) +
                      "; what is executed is kept in this clone (gmig ledger push)");
    }
}

std::size_t Sharing::add(const std::vector<SharedFact>& facts, const std::string& message) {
    return facts.empty() ? 0 : ledger_.add(files_of(facts), message);
}

void Sharing::push() {
    if (!remote_ || !fetched_) {
        return;
    }
    const git::LedgerPushed pushed = ledger_.push(*remote_, request_.now, *fetched_);
    tell_loss(pushed.fetched);
    if (!pushed.done) {
        request_.note("the facts could not be pushed to " + printable(*remote_) + ": " +
                      pushed.problem + "; they are kept in this clone (gmig ledger push)");
    }
}

}  // namespace gmig::app
