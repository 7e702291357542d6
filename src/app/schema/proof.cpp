#include "app/schema/proof.hpp"

#include "app/schema/replay.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/sql/touched.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

/// Whether an error is a migration's own, and not that of whoever runs it.
bool is_of_migration(const Error& error) {
    return error.kind() == Error::Kind::Migration || error.kind() == Error::Kind::Database;
}

std::string words_of(const Error& error) {
    const std::string where = to_string(error.where());
    return where.empty() ? error.what() : where + ": " + error.what();
}

template <class Map, class Shown>
std::string differing(const Map& one, const Map& other, const Shown& shown) {
    for (const auto& [key, object] : one) {
        const auto found = other.find(key);
        if (found == other.end() || found->second != object) {
            return shown(key, object);
        }
    }
    for (const auto& [key, object] : other) {
        if (!one.contains(key)) {
            return shown(key, object);
        }
    }
    return "";
}

/// A schema with its tables' columns in the order of their names, which alone does not tell two
/// schemas apart.
schema::Schema by_name(schema::Schema schema) {
    for (auto& [name, table] : schema.tables) {
        std::ranges::sort(table.columns, {}, &schema::Column::name);
        std::ranges::sort(table.constraints);
    }
    return schema;
}

/// One order of a candidate and its others.
struct Built {
    schema::Schema schema;
    std::optional<Error> failed;
    MigrationId failed_at;
};

/// Proves one candidate after the other; the shadow of what they follow is kept between them.
class Prover {
public:
    Prover(const Request& request, const Workspace& workspace, const History& history)
        : request_(request), workspace_(workspace), history_(history) {}

    Proof prove(const Candidate& candidate) {
        try {
            follow(candidate.before);
        } catch (const Error& error) {
            common_.reset();
            if (!is_of_migration(error)) {
                throw;
            }
            return verdict(candidate, Proof::Verdict::NotProven,
                           "what it follows does not execute: " + words_of(error));
        }
        std::vector<MigrationId> first{candidate.id};
        first.insert(first.end(), candidate.others.begin(), candidate.others.end());
        const Built before = build(first);
        std::rotate(first.begin(), first.begin() + 1, first.end());
        const Built behind = build(first);
        return judge(candidate, before, behind);
    }

    TouchesOf take_touches() { return std::move(touches_); }

private:
    [[nodiscard]] const Migration& file(const MigrationId& id) const { return *history_.find(id); }

    static Proof verdict(const Candidate& candidate, Proof::Verdict verdict, std::string reason) {
        return {.id = candidate.id,
                .against = candidate.others.front(),
                .verdict = verdict,
                .reason = std::move(reason)};
    }

    [[nodiscard]] Proof fails(const Candidate& candidate, const Built& built,
                              const std::string& order) const {
        Proof proof = verdict(
            candidate, Proof::Verdict::DoesNotExecute,
            order + " " + file(built.failed_at).name + " fails: " + words_of(*built.failed));
        if (built.failed_at != candidate.id) {
            proof.against = built.failed_at;
        }
        return proof;
    }

    [[nodiscard]] Proof judge(const Candidate& candidate, const Built& before,
                              const Built& behind) const {
        if (before.failed) {
            return fails(candidate, before, "with it first,");
        }
        if (behind.failed) {
            return fails(candidate, behind, "with it last,");
        }
        for (const Built* built : {&before, &behind}) {
            if (!built->schema.unmodelled.empty()) {
                return verdict(candidate, Proof::Verdict::NotProven,
                               "there is something in the schema that gmig cannot compare: " +
                                   built->schema.unmodelled.front());
            }
        }
        if (!schema::same(before.schema, behind.schema)) {
            return verdict(candidate, Proof::Verdict::Differs,
                           first_difference(before.schema, behind.schema));
        }
        if (auto proof = unprovable(candidate, touches_, history_)) {
            return *proof;
        }
        return verdict(candidate, Proof::Verdict::Commutes, "");
    }

    /// Brings the common shadow to where a candidate's two orders part.
    void follow(const std::vector<MigrationId>& before) {
        const bool goes_on = common_ && followed_.size() <= before.size() &&
                             std::equal(followed_.begin(), followed_.end(), before.begin());
        std::vector<const Migration*> migrations;
        for (const MigrationId& id : before) {
            migrations.push_back(&file(id));
        }
        if (goes_on) {
            for (std::size_t i = followed_.size(); i < migrations.size(); ++i) {
                run_on(*common_, request_, workspace_, *migrations[i]);
            }
        } else {
            common_.reset();
            common_.emplace(replay(request_, workspace_, migrations));
        }
        followed_ = before;
    }

    Built build(const std::vector<MigrationId>& order) {
        db::Shadow shadow = common_->copy();
        Built built;
        for (const MigrationId& id : order) {
            try {
                Touches touches;
                run_on(shadow, request_, workspace_, file(id), &touches);
                touches_.try_emplace(id, std::move(touches));
            } catch (const Error& error) {
                if (!is_of_migration(error)) {
                    throw;
                }
                built.failed = error;
                built.failed_at = id;
                return built;
            }
        }
        built.schema = shadow.schema();
        return built;
    }

    const Request& request_;
    const Workspace& workspace_;
    const History& history_;
    std::optional<db::Shadow> common_;
    std::vector<MigrationId> followed_;
    TouchesOf touches_;
};

Touches touches_of_text(const Workspace& workspace, const Migration& migration) {
    if (!migration.modifications.empty()) {
        return {
            .objects = {}, .data = {}, .unseen = {"what " + migration.path + " becomes in SQL"}};
    }
    try {
        return sql::touched(migration.up, runnable_options(workspace, migration));
    } catch (const Error& error) {
        return {.objects = {}, .data = {}, .unseen = {words_of(error)}};
    }
}

std::vector<const Migration*> in_order(const History& history) {
    std::vector<const Migration*> migrations;
    for (const Migration& migration : history.migrations()) {
        migrations.push_back(&migration);
    }
    return migrations;
}

std::optional<Error> failure_of(const Request& request, const Workspace& workspace,
                                const History& history) {
    try {
        replay(request, workspace, in_order(history));
        return std::nullopt;
    } catch (const Error& error) {
        if (!is_of_migration(error)) {
            throw;
        }
        return error;
    }
}

}  // namespace

std::string first_difference(const schema::Schema& one, const schema::Schema& other) {
    const auto keyed = [](const auto& /*key*/, const auto& object) {
        return shown(key_of(object));
    };
    const auto named = [](const char* kind) {
        return [kind](const schema::Name& name, const auto& /*object*/) {
            return std::string(kind) + " " + shown(name);
        };
    };
    const auto plain = [](const char* kind) {
        return [kind](const std::string& name, const auto& /*object*/) {
            return std::string(kind) + " " + name;
        };
    };
    const schema::Schema a = by_name(one);
    const schema::Schema b = by_name(other);
    for (const std::string& found :
         {differing(a.tables, b.tables, keyed), differing(a.views, b.views, keyed),
          differing(a.routines, b.routines, keyed), differing(a.indexes, b.indexes, keyed),
          differing(a.triggers, b.triggers, keyed), differing(a.policies, b.policies, keyed),
          differing(a.sequences, b.sequences, named("sequence")),
          differing(a.enums, b.enums, named("type")),
          differing(a.domains, b.domains, named("domain")),
          differing(a.composites, b.composites, named("type")),
          differing(a.namespaces, b.namespaces, plain("schema")),
          differing(a.extensions, b.extensions, plain("extension"))}) {
        if (!found.empty()) {
            return found;
        }
    }
    return "an object";
}

Proven prove(const Request& request, const Workspace& workspace, const History& history,
             std::span<const Candidate> candidates) {
    Prover prover(request, workspace, history);
    Proven proven;
    for (const Candidate& candidate : candidates) {
        proven.proofs.push_back(prover.prove(candidate));
    }
    proven.touches = prover.take_touches();
    return proven;
}

std::optional<TouchesOf> touches_of_texts(const Workspace& workspace, const History& history,
                                          std::span<const Candidate> candidates) {
    if (workspace.project().dialect == Dialect::Sqlite) {
        return std::nullopt;
    }
    TouchesOf touches;
    const auto add = [&](const MigrationId& id) {
        if (!touches.contains(id)) {
            touches.emplace(id, touches_of_text(workspace, *history.find(id)));
        }
    };
    for (const Candidate& candidate : candidates) {
        add(candidate.id);
        std::ranges::for_each(candidate.others, add);
    }
    return touches;
}

std::optional<Finding> failing_history(const Request& request, const Workspace& workspace,
                                       const History& base, const History& result) {
    const std::optional<Error> error = failure_of(request, workspace, result);
    if (!error) {
        return std::nullopt;
    }
    Finding finding;
    finding.code = Code::MergedHistoryDoesNotExecute;
    finding.severity = default_severity(finding.code);
    finding.where = error->where();
    const auto found =
        std::ranges::find(result.migrations(), error->where().file, &Migration::path);
    if (found != result.migrations().end()) {
        finding.id = found->id;
        finding.name = found->name;
    }
    finding.message = "run from the beginning in canonical order, the history fails at " +
                      finding.name + ": " + error->what();
    finding.remedy = "mend it, or put it behind what it needs: gmig rebase";
    if (const auto before = failure_of(request, workspace, base);
        before && before->where() == error->where()) {
        finding.severity = Severity::Warning;
        finding.blocks = false;
    }
    return finding;
}

}  // namespace gmig::app
