#include <gmig/model/shared_facts.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace gmig {
namespace {

constexpr std::array<std::string_view, 4> fact_events{"executed", "rolled-back", "environment",
                                                      "retired"};

/// The order in which facts that disagree are weighed: the first one is taken.
bool weighs_more(const NamedFact* one, const NamedFact* other) {
    const auto key = [](const NamedFact* each) {
        return std::tuple(each->fact.event != FactEvent::Executed, each->fact.at, each->digest);
    };
    return key(one) < key(other);
}

LedgerEntry row_told_by(const SharedFact& fact) {
    LedgerEntry entry;
    entry.id = fact.id;
    entry.name = fact.name;
    entry.parents = fact.parents;
    entry.checksum = fact.checksum;
    entry.down_checksum = fact.down_checksum;
    entry.verify_checksum = fact.verify_checksum;
    entry.fingerprint = fact.fingerprint;
    entry.sequence = fact.sequence;
    entry.executed_at = fact.at;
    entry.commit = fact.commit;
    entry.branch = fact.branch;
    entry.executed_by = fact.by;
    entry.gmig_version = fact.gmig_version;
    entry.run_id = fact.run_id;
    return entry;
}

void sort_entries(std::vector<LedgerEntry>& entries) {
    std::ranges::sort(entries, [](const LedgerEntry& one, const LedgerEntry& other) {
        return std::tie(one.sequence, one.executed_at, one.id.value) <
               std::tie(other.sequence, other.executed_at, other.id.value);
    });
}

/// Of several about one migration the one that was executed first.
void add_earliest(const std::vector<LedgerEntry>& more,
                  std::map<std::string, LedgerEntry>& entries) {
    for (const LedgerEntry& entry : more) {
        const auto [known, is_new] = entries.try_emplace(entry.id.value, entry);
        if (!is_new && entry.executed_at < known->second.executed_at) {
            known->second = entry;
        }
    }
}

using FactsById = std::map<std::string, std::vector<const NamedFact*>>;

/// Folds the facts of one environment.
class Fold {
public:
    explicit Fold(std::vector<const NamedFact*> facts) : facts_(std::move(facts)) {
        // The same fact may come from several sides.
        std::ranges::sort(facts_, {}, &NamedFact::digest);
        facts_.erase(std::unique(facts_.begin(), facts_.end(),
                                 [](const NamedFact* one, const NamedFact* other) {
                                     return one->digest == other->digest;
                                 }),
                     facts_.end());
        for (const NamedFact* const each : facts_) {
            superseded_.insert(each->fact.previous.begin(), each->fact.previous.end());
        }
    }

    SharedEnvironment run() {
        const SharedFact& any = facts_.front()->fact;
        result_.project = any.project;
        result_.identity = any.identity;
        result_.facts = facts_.size();
        FactsById heads;
        for (const NamedFact* const each : facts_) {
            result_.as_of = std::max(result_.as_of, each->fact.at);
            if (each->fact.event == FactEvent::Retired) {
                result_.retirements.push_back(each->digest);
            } else if (!superseded_.contains(each->digest)) {
                heads[each->fact.id.value].push_back(each);
            }
        }
        result_.retired = heads.empty();
        name(heads);
        for (auto& [id, about] : heads) {
            take(id, about);
        }
        sort_entries(result_.entries);
        return std::move(result_);
    }

private:
    /// It is called what it says of itself; failing that, what it was called when something was
    /// executed there.
    void name(const FactsById& heads) {
        const auto own = heads.find("");
        std::set<std::string> names;
        Timestamp newest;
        for (const auto& [id, about] : heads) {
            if (own != heads.end() && !id.empty()) {
                break;  // "" stands first
            }
            for (const NamedFact* const each : about) {
                names.insert(each->fact.environment);
                if (each->fact.at >= newest) {
                    newest = each->fact.at;
                    result_.kind = each->fact.kind;
                }
            }
        }
        result_.names.assign(names.begin(), names.end());
    }

    void take(const std::string& id, std::vector<const NamedFact*>& about) {
        std::ranges::sort(about, weighs_more);
        std::vector<std::string>& heads = result_.heads[id];
        std::ranges::transform(about, std::back_inserter(heads), &NamedFact::digest);
        std::ranges::sort(heads);
        const SharedFact& first = about.front()->fact;
        if (first.event != FactEvent::Executed) {
            return;
        }
        result_.entries.push_back(row_told_by(first));
        std::set<Checksum> others;
        for (const NamedFact* const each : about) {
            if (each->fact.event == FactEvent::Executed && each->fact.checksum != first.checksum &&
                others.insert(each->fact.checksum).second) {
                result_.conflicts.push_back({.identity = first.identity,
                                             .id = first.id,
                                             .name = first.name,
                                             .taken = first.checksum,
                                             .other = each->fact.checksum});
            }
        }
    }

    std::vector<const NamedFact*> facts_;
    std::unordered_set<std::string> superseded_;
    SharedEnvironment result_;
};

bool tells_the_same(const LedgerEntry& row, const LedgerEntry& known) {
    return row.name == known.name && row.parents == known.parents &&
           row.checksum == known.checksum && row.down_checksum == known.down_checksum &&
           row.verify_checksum == known.verify_checksum && row.fingerprint == known.fingerprint;
}

SharedFact executed_fact(const LedgerEntry& row) {
    SharedFact fact;
    fact.event = FactEvent::Executed;
    fact.id = row.id;
    fact.name = row.name;
    fact.parents = row.parents;
    fact.checksum = row.checksum;
    fact.down_checksum = row.down_checksum;
    fact.verify_checksum = row.verify_checksum;
    fact.fingerprint = row.fingerprint;
    fact.sequence = row.sequence;
    fact.at = row.executed_at;
    fact.by = row.executed_by;
    fact.commit = row.commit;
    fact.branch = row.branch;
    fact.gmig_version = row.gmig_version;
    fact.run_id = row.run_id;
    return fact;
}

/// Holds a ledger against what is known of its environment.
class Telling {
public:
    Telling(const LedgerState& ledger, const SharedEnvironment& known)
        : ledger_(ledger), known_(known) {
        for (const LedgerEntry& entry : known_.entries) {
            executed_.emplace(entry.id.value, &entry);
        }
    }

    std::vector<SharedFact> run() {
        tell_environment();
        for (const LedgerEntry& row : ledger_.entries) {
            const auto before = executed_.find(row.id.value);
            const bool is_known = before != executed_.end() &&
                                  tells_the_same(row, *before->second) &&
                                  known_.heads.at(row.id.value).size() == 1;
            if (before != executed_.end()) {
                executed_.erase(before);
            }
            if (!is_known) {
                add(executed_fact(row));
            }
        }
        for (const LedgerEntry& entry : known_.entries) {
            if (executed_.contains(entry.id.value)) {
                SharedFact gone = executed_fact(entry);
                gone.event = FactEvent::RolledBack;
                add(stamped(std::move(gone)));
            }
        }
        return std::move(told_);
    }

private:
    void tell_environment() {
        const auto own = known_.heads.find("");
        if (own != known_.heads.end() && own->second.size() == 1 &&
            known_.names.front() == ledger_.environment && known_.kind == ledger_.kind) {
            return;
        }
        SharedFact fact;
        fact.event = FactEvent::Environment;
        add(stamped(std::move(fact)));
    }

    /// As of the look itself, not of the row.
    SharedFact stamped(SharedFact fact) const {
        fact.at = ledger_.at;
        fact.by = ledger_.by;
        fact.gmig_version = ledger_.gmig_version;
        fact.commit.clear();
        fact.branch.clear();
        fact.run_id.clear();
        return fact;
    }

    void add(SharedFact fact) {
        fact.project = ledger_.project;
        fact.identity = ledger_.identity;
        fact.environment = ledger_.environment;
        fact.kind = ledger_.kind;
        const auto heads = known_.heads.find(fact.id.value);
        // What was retired is told again as something new.
        fact.previous = heads != known_.heads.end() ? heads->second : known_.retirements;
        told_.push_back(std::move(fact));
    }

    const LedgerState& ledger_;
    const SharedEnvironment& known_;
    std::unordered_map<std::string, const LedgerEntry*> executed_;
    std::vector<SharedFact> told_;
};

}  // namespace

std::string_view to_string(FactEvent event) {
    return fact_events[static_cast<std::size_t>(event)];
}

std::optional<FactEvent> fact_event_from(std::string_view text) {
    const auto* const found = std::ranges::find(fact_events, text);
    if (found == fact_events.end()) {
        return std::nullopt;
    }
    return static_cast<FactEvent>(std::distance(fact_events.begin(), found));
}

std::vector<SharedEnvironment> fold_facts(std::span<const NamedFact> facts,
                                          std::string_view project) {
    std::map<std::string_view, std::vector<const NamedFact*>> by_identity;
    for (const NamedFact& each : facts) {
        if (each.fact.project == project) {
            by_identity[each.fact.identity].push_back(&each);
        }
    }
    std::vector<SharedEnvironment> environments;
    environments.reserve(by_identity.size());
    for (auto& [identity, about] : by_identity) {
        environments.push_back(Fold(std::move(about)).run());
    }
    return environments;
}

std::optional<Facts> shared_facts_of(std::span<const SharedEnvironment> environments,
                                     std::string_view name) {
    std::optional<Facts> facts;
    std::map<std::string, LedgerEntry> entries;
    for (const SharedEnvironment& each : environments) {
        if (each.retired || std::ranges::find(each.names, name) == each.names.end()) {
            continue;
        }
        if (!facts) {
            facts.emplace();
            facts->source = FactsSource::Shared;
            facts->environment = name;
        }
        if (each.as_of >= facts->as_of) {
            facts->as_of = each.as_of;
            facts->kind = each.kind;
        }
        add_earliest(each.entries, entries);
    }
    if (facts) {
        for (auto& [id, entry] : entries) {
            facts->entries.push_back(std::move(entry));
        }
        sort_entries(facts->entries);
    }
    return facts;
}

std::vector<SharedFact> facts_to_tell(const LedgerState& ledger, const SharedEnvironment* known) {
    const SharedEnvironment nothing;
    return Telling(ledger, known == nullptr ? nothing : *known).run();
}

std::vector<SharedFact> facts_to_retire(const SharedEnvironment& environment,
                                        const SharedFact& who_and_when) {
    constexpr std::size_t most = 5'000;
    std::vector<std::string> counting;
    for (const auto& [id, heads] : environment.heads) {
        counting.insert(counting.end(), heads.begin(), heads.end());
    }
    std::ranges::sort(counting);
    std::vector<SharedFact> retiring;
    for (std::size_t begin = 0; begin < counting.size(); begin += most) {
        const std::size_t end = std::min(begin + most, counting.size());
        SharedFact fact = who_and_when;
        fact.event = FactEvent::Retired;
        fact.project = environment.project;
        fact.identity = environment.identity;
        fact.environment = environment.names.front();
        fact.kind = environment.kind;
        fact.previous.assign(std::next(counting.begin(), static_cast<std::ptrdiff_t>(begin)),
                             std::next(counting.begin(), static_cast<std::ptrdiff_t>(end)));
        retiring.push_back(std::move(fact));
    }
    return retiring;
}

bool make_stricter(Facts& cached, const Facts& shared) {
    std::unordered_set<std::string> known;
    std::int64_t last = 0;
    for (const LedgerEntry& entry : cached.entries) {
        known.insert(entry.id.value);
        last = std::max(last, entry.sequence);
    }
    bool added = false;
    for (const LedgerEntry& entry : shared.entries) {
        if (entry.executed_at > cached.as_of && !known.contains(entry.id.value)) {
            cached.entries.push_back(entry);
            cached.entries.back().sequence = ++last;
            added = true;
        }
    }
    return added;
}

}  // namespace gmig
