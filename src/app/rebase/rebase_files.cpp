#include "app/rebase/rebase_files.hpp"

#include <gmig/layout/native.hpp>
#include <gmig/layout/renaming.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

/// Works a plan out; one object per rebase.
class Worker {
public:
    Worker(const Workspace& workspace, const RebaseSides& sides, const RebasePlan& plan)
        : workspace_(workspace),
          sides_(sides),
          plan_(plan),
          project_(workspace.project()),
          paths_here_(sides.tracked.begin(), sides.tracked.end()) {
        for (const auto& [path, bytes] : sides.here) {
            paths_here_.insert(path);
        }
    }

    RebaseChanges work(Timestamp now) {
        name_moves(now);
        remove_and_take();
        for (std::size_t i = 0; i < plan_.moves.size(); ++i) {
            move(i);
        }
        settle_conflicts();
        read_outcome();
        verify();
        tell();
        write_head();
        return std::move(changes_);
    }

private:
    using Names = std::vector<std::string>;

    [[nodiscard]] std::string relative(const std::string& shown) const {
        return shown.substr(project_.migrations.empty() ? 0 : project_.migrations.size() + 1);
    }
    [[nodiscard]] std::string shown(const std::string& path) const {
        return (project_.migrations.empty() ? "" : project_.migrations + "/") + path;
    }
    [[nodiscard]] bool is_native() const { return project_.layout == layout::Kind::Gmig; }
    static const Migration& at(const std::vector<Migration>& set, const std::string& path) {
        return *std::ranges::find(set, path, &Migration::path);
    }
    [[nodiscard]] const Migration& ours(const Move& move) const {
        return at(sides_.input.here, move.path);
    }
    [[nodiscard]] Names files_here(const std::string& shown_path) const {
        const Names paths(paths_here_.begin(), paths_here_.end());
        return layout::files_of(project_.layout, at(sides_.input.here, shown_path), paths,
                                project_.migrations);
    }
    [[nodiscard]] std::string bytes_here(const std::string& path) const {
        const auto known = sides_.here.find(path);
        return known == sides_.here.end() ? read_file(workspace_.folder() / path) : known->second;
    }

    void name_moves(Timestamp now);
    void remove_and_take();
    void take(const std::string& shown_path);
    void move(std::size_t index);
    [[nodiscard]] std::vector<MigrationId> parents_of(const Move& move) const;
    void settle_conflicts();
    void read_outcome();
    void verify() const;
    [[noreturn]] void refuse_outcome(const Move& move) const;
    void tell();
    void tell_row(const Migration& before, const Migration& after, bool contested);
    void write_head();

    const Workspace& workspace_;
    const RebaseSides& sides_;
    const RebasePlan& plan_;
    const layout::ProjectConfig& project_;
    std::set<std::string> paths_here_;
    Names names_;                   ///< of the moves, afterwards
    std::vector<MigrationId> ids_;  ///< likewise; in foreign layouts known by reading the outcome
    Names new_paths_;               ///< of the moves' up parts, as shown
    std::vector<Migration> outcome_;
    History history_;
    RebaseChanges changes_;
};

void Worker::name_moves(Timestamp now) {
    std::set<std::string> leaving(plan_.removed.begin(), plan_.removed.end());
    Names moved;
    for (const Move& move : plan_.moves) {
        if (!move.keeps_name) {
            moved.push_back(move.name);
            if (!move.contested) {
                leaving.insert(move.path);
            }
        }
    }
    Names staying;
    const History together(sides_.input.together);
    for (const Migration& migration : together.migrations()) {
        if (!leaving.contains(migration.path)) {
            staying.push_back(migration.name);
        }
    }
    const Names fresh = layout::names_behind(project_.layout, staying, moved, now);
    auto next = fresh.begin();
    for (const Move& move : plan_.moves) {
        names_.push_back(move.keeps_name ? move.name : *next++);
        // A plain file's id comes from its name, and upstream's of that name has it already.
        const bool needs_id =
            is_native() && move.contested && ours(move).identity == Identity::Derived;
        ids_.push_back(needs_id ? layout::plain_id(names_.back()) : move.id);
    }
}

void Worker::remove_and_take() {
    for (const std::string& path : plan_.removed) {
        for (const std::string& file : files_here(path)) {
            changes_.files[file] = std::nullopt;
        }
    }
    for (const Move& move : plan_.moves) {
        for (const std::string& file : files_here(move.path)) {
            changes_.files[file] = std::nullopt;
        }
    }
    for (const Move& move : plan_.moves) {
        if (move.contested) {
            take(move.path);
        }
    }
    for (const std::string& path : plan_.taken) {
        take(path);
    }
}

void Worker::take(const std::string& shown_path) {
    Names paths;
    for (const auto& [path, bytes] : sides_.upstream) {
        paths.push_back(path);
    }
    for (const std::string& path : layout::files_of(
             project_.layout, at(sides_.input.upstream, shown_path), paths, project_.migrations)) {
        changes_.files[path] = sides_.upstream.at(path);
    }
}

std::vector<MigrationId> Worker::parents_of(const Move& move) const {
    std::vector<MigrationId> parents;
    for (const std::size_t inner : move.inner) {
        parents.push_back(ids_[inner]);
    }
    parents.insert(parents.end(), move.outer.begin(), move.outer.end());
    return parents;
}

void Worker::move(std::size_t index) {
    const Move& move = plan_.moves[index];
    const std::string up = relative(move.path);
    for (const std::string& path : files_here(move.path)) {
        std::string bytes = bytes_here(path);
        if (path == up && is_native()) {
            bytes = layout::with_identity(bytes, ids_[index], parents_of(move), project_.dialect);
        }
        const std::string new_path =
            move.keeps_name ? path : layout::renamed_path(project_.layout, path, names_[index]);
        if (path == up) {
            new_paths_.push_back(shown(new_path));
        }
        changes_.files[new_path] = std::move(bytes);
    }
}

/// What git could not settle and the plan did not speak of: a file that only our side has stays,
/// and one that no side has goes.
void Worker::settle_conflicts() {
    for (const std::string& path : sides_.conflicts) {
        const bool is_side_file =
            path == layout::head_file_name || path == layout::overrides_file_name;
        if (is_side_file || changes_.files.contains(path)) {
            continue;
        }
        const auto ours = sides_.here.find(path);
        const auto theirs = sides_.upstream.find(path);
        if (theirs == sides_.upstream.end()) {
            changes_.files[path] =
                ours == sides_.here.end() ? std::nullopt : std::optional(ours->second);
        } else if (ours != sides_.here.end() && !sides_.input.contests.contains(shown(path))) {
            changes_.files[path] = theirs->second;
        }
    }
}

void Worker::read_outcome() {
    Folder folder = sides_.here;
    for (const auto& [path, bytes] : changes_.files) {
        if (bytes && layout::wants(project_.layout, path)) {
            folder[path] = *bytes;
        } else {
            folder.erase(path);
        }
    }
    std::vector<FileContent> files;
    for (const auto& [path, bytes] : folder) {
        files.push_back({path, bytes});
    }
    layout::MigrationSet set = workspace_.read(files);
    layout::throw_unreadable(set);
    outcome_ = set.migrations;
    history_ = History(std::move(set.migrations));
}

void Worker::refuse_outcome(const Move& move) const {
    std::string plain;
    for (const Migration& migration : outcome_) {
        if (is_native() && migration.identity == Identity::Derived) {
            plain = migration.path;
        }
    }
    throw Error(Error::Kind::Migration,
                move.name + " cannot be put last" +
                    (plain.empty() ? ": the other files' versions do not sort before it"
                                   : ": " + plain + " is a plain file, whose name is its place"))
        .at({.file = move.path})
        .state("nothing has changed")
        .next(plain.empty() ? "gmig status" : "gmig add " + shell_word(plain) + ", and commit it");
}

/// Names decide in foreign layouts and for plain files: what was planned must be what is read.
void Worker::verify() const {
    const bool one_line = project_.policy == Policy::Linear || !is_native();
    for (std::size_t i = 0; i < plan_.moves.size(); ++i) {
        const Move& move = plan_.moves[i];
        const auto found = std::ranges::find(outcome_, new_paths_[i], &Migration::path);
        if (found == outcome_.end() || (is_native() && found->parents != parents_of(move))) {
            refuse_outcome(move);
        }
        const std::size_t place = history_.size() - plan_.moves.size() + i;
        if (one_line && history_.position(found->id) != place) {
            refuse_outcome(move);
        }
    }
    const bool goes_in_circles = std::ranges::any_of(
        history_.findings(), [](const Finding& finding) { return finding.code == Code::Cycle; });
    if (!plan_.moves.empty() && (goes_in_circles || (one_line && history_.heads().size() > 1))) {
        refuse_outcome(plan_.moves.front());
    }
}

void Worker::tell_row(const Migration& before, const Migration& after, bool contested) {
    changes_.rows.push_back(
        {.before = {.id = before.id, .name = before.name, .parents = before.parents},
         .after = {.id = after.id, .name = after.name, .parents = after.parents},
         .content = contested ? before.checksum : Checksum{}});
}

void Worker::tell() {
    for (const std::string& path : plan_.removed) {
        const Migration& before = at(sides_.input.here, path);
        const Migration* const after = history_.find(before.id);
        changes_.steps.push_back({.action = RebaseAction::Remove,
                                  .id = before.id,
                                  .name = before.name,
                                  .from = path,
                                  .to = after == nullptr ? "" : after->path});
        const bool moves =
            std::ranges::find(plan_.moves, before.id, &Move::id) != plan_.moves.end();
        if (after != nullptr && !moves) {
            tell_row(before, *after, false);
        }
    }
    for (const std::string& path : plan_.taken) {
        const Migration& taken = at(sides_.input.upstream, path);
        changes_.steps.push_back({.action = RebaseAction::Take,
                                  .id = taken.id,
                                  .name = taken.name,
                                  .from = path,
                                  .to = path});
    }
    for (std::size_t i = 0; i < plan_.moves.size(); ++i) {
        const Move& move = plan_.moves[i];
        const Migration& after = at(outcome_, new_paths_[i]);
        changes_.steps.push_back({.action = RebaseAction::Move,
                                  .id = after.id,
                                  .name = after.name,
                                  .from = move.path,
                                  .to = after.path});
        changes_.moved.push_back(move.id);
        tell_row(ours(move), after, move.contested);
    }
}

void Worker::write_head() {
    const std::string path(layout::head_file_name);
    const bool in_conflict = sides_.conflicts.contains(path);
    const auto now = read_file_if_exists(workspace_.folder() / path);
    const std::vector<MigrationId> heads = history_.heads();
    if (!project_.tripwire_on() || (heads.empty() && !now)) {
        return;
    }
    const bool names_one = std::ranges::any_of(
        heads, [&](const MigrationId& head) { return now == layout::head_file_text(head); });
    if (names_one && !in_conflict) {
        return;
    }
    const MigrationId head = heads.empty() ? MigrationId{} : heads.back();
    changes_.files[path] = layout::head_file_text(head);
    changes_.steps.push_back({.action = RebaseAction::Head,
                              .id = head,
                              .name = heads.empty() ? "" : history_.find(head)->name,
                              .from = shown(path),
                              .to = shown(path)});
}

}  // namespace

RebaseChanges work_out(const Workspace& workspace, const Request& request, const RebaseSides& sides,
                       const RebasePlan& plan) {
    return Worker(workspace, sides, plan).work(request.now);
}

}  // namespace gmig::app
