#include "app/blame/trail.hpp"

#include "app/schema/rendering.hpp"
#include "app/schema/replay.hpp"
#include <gmig/support/interrupt.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

/// Takes in the other name of whatever has one of these; says whether that was any.
bool take_in(const std::vector<sql::Rename>& renames, std::set<std::string>& names) {
    const std::size_t before = names.size();
    for (const sql::Rename& rename : renames) {
        if (!rename.column.empty() || rename.to.empty()) {
            continue;
        }
        const std::string old = ascii_lower(rename.name);
        const std::string fresh = ascii_lower(rename.to);
        if (names.contains(old) || names.contains(fresh)) {
            names.insert(old);
            names.insert(fresh);
        }
    }
    return names.size() != before;
}

std::vector<std::vector<sql::Rename>> renames_of(const History& history, Dialect dialect) {
    std::vector<std::vector<sql::Rename>> all;
    for (const Migration& migration : history.migrations()) {
        const bool may_rename = ascii_lower(migration.up.text).find("rename") != std::string::npos;
        if (!is_json(migration) && may_rename) {
            all.push_back(sql::renames_in(migration.up, dialect));
        }
    }
    return all;
}

bool may_matter(const Migration& migration, const std::set<std::string>& names, Dialect dialect) {
    return is_json(migration) || std::ranges::any_of(names, [&](const std::string& name) {
               return sql::may_change(migration.up.text, name, dialect);
           });
}

/// The replay of one history, with what it looks at.
class Follower {
public:
    Follower(const Request& request, const Workspace& workspace, const std::set<std::string>& names)
        : request_(request),
          workspace_(workspace),
          names_(names),
          shadow_(empty_shadow(request, workspace)) {}

    void pass(const Migration& migration) {
        run_on(shadow_, request_, workspace_, migration);
        seen_.reset();
    }

    void look(const Migration& migration, std::size_t position) {
        Passage passage;
        passage.position = position;
        passage.before = few();
        trail_.has_gap = trail_.has_gap || !schema::same(passage.before, last_);
        if (is_json(migration)) {
            const Migration rendered = rendered_on(shadow_, workspace_, migration);
            passage.renames = sql::renames_in(rendered.up, dialect());
        } else {
            run_on(shadow_, request_, workspace_, migration);
            passage.renames = sql::renames_in(migration.up, dialect());
        }
        seen_.reset();
        passage.after = few();
        last_ = passage.after;
        if (!schema::same(passage.before, passage.after)) {
            trail_.passages.push_back(std::move(passage));
        }
    }

    Trail finish() {
        trail_.has_gap = trail_.has_gap || !schema::same(few(), last_);
        trail_.after = *std::move(seen_);
        return std::move(trail_);
    }

    void begin() { last_ = few(); }

private:
    [[nodiscard]] Dialect dialect() const { return workspace_.project().dialect; }

    schema::Schema few() {
        if (!seen_) {
            seen_ = shadow_.schema();
        }
        return objects_named(*seen_, names_);
    }

    const Request& request_;
    const Workspace& workspace_;
    const std::set<std::string>& names_;
    db::Shadow shadow_;
    std::optional<schema::Schema> seen_;  ///< what the shadow holds, where it has been read
    schema::Schema last_;                 ///< the objects after the last migration looked at
    Trail trail_;
};

}  // namespace

std::set<std::string> with_renames(const History& history, Dialect dialect,
                                   std::set<std::string> names) {
    const auto all = renames_of(history, dialect);
    while (std::ranges::any_of(all, [&](const auto& renames) { return take_in(renames, names); })) {
    }
    return names;
}

std::set<std::string> with_renames(const std::vector<Passage>& passages,
                                   std::set<std::string> names) {
    while (std::ranges::any_of(
        passages, [&](const Passage& passage) { return take_in(passage.renames, names); })) {
    }
    return names;
}

Trail follow(const Request& request, const Workspace& workspace, const History& history,
             const std::set<std::string>& names, bool everything) {
    const Dialect dialect = workspace.project().dialect;
    Follower follower(request, workspace, names);
    follower.begin();
    for (std::size_t position = 0; position < history.size(); ++position) {
        throw_if_interrupted();
        const Migration& migration = history.migrations()[position];
        if (everything || may_matter(migration, names, dialect)) {
            follower.look(migration, position);
        } else {
            follower.pass(migration);
        }
    }
    return follower.finish();
}

}  // namespace gmig::app
