#include "git/config_file.hpp"
#include "git/entries.hpp"
#include "git/files.hpp"
#include <gmig/git/repository.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>
#include <sys/stat.h>

namespace gmig::git {
namespace fs = std::filesystem;
namespace {

bool is_folder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

// Which file system a path is on; discovery does not leave it (GIT_DISCOVERY_ACROSS_FILESYSTEM).
dev_t device_of(const fs::path& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 ? status.st_dev : 0;
}

fs::path common_dir_of(const fs::path& git_dir, const fs::path& start, const Variables& variables) {
    if (const auto named = value_of(variables, "GIT_COMMON_DIR")) {
        return resolved(start / *named);
    }
    const auto file = read_git_file(git_dir / "commondir");
    return file ? resolved(git_dir / trim(*file)) : git_dir;
}

bool is_head(const fs::path& head) {
    std::error_code ignored;
    if (fs::is_symlink(head, ignored)) {
        return fs::read_symlink(head, ignored).string().starts_with("refs/");
    }
    const std::string text = read_git_file(head).value_or("");
    if (text.starts_with("ref:")) {
        return trim(std::string_view(text).substr(4)).starts_with("refs/");
    }
    return is_object_name(trim(text));
}

// git's is_git_directory(): HEAD, refs and objects are there.
bool is_git_dir(const fs::path& folder, const fs::path& start, const Variables& variables) {
    if (!is_folder(folder) || !is_head(folder / "HEAD")) {
        return false;
    }
    const fs::path common = common_dir_of(folder, start, variables);
    const auto objects = value_of(variables, "GIT_OBJECT_DIRECTORY");
    return is_folder(common / "refs") && is_folder(objects ? start / *objects : common / "objects");
}

// "gitdir: <path>", counted from the folder that the file is in.
fs::path read_gitdir_file(const fs::path& file) {
    const std::string text = read_git_file(file).value_or("");
    constexpr std::string_view mark = "gitdir: ";
    if (!text.starts_with(mark)) {
        throw Error(Error::Kind::Repository,
                    fmt::format("{} is no folder, and no \"gitdir:\" file either",
                                printable(file.string())))
            .next("git status");
    }
    std::string_view path = std::string_view(text).substr(mark.size());
    path = path.substr(0, path.find_last_not_of("\r\n") + 1);
    return resolved(file.parent_path() / path);
}

// core.bare and core.worktree, which git reads from the repository's own file alone, without
// includes; a linked work tree has only those of its config.worktree.
class OwnConfig {
public:
    explicit OwnConfig(const fs::path& git_dir, const fs::path& common_dir)
        : text_(read_git_file(common_dir / "config").value_or("")),
          applies_(git_dir == common_dir) {
        const auto per_work_tree = config_value(text_, "extensions", "worktreeconfig");
        if (per_work_tree && is_true(*per_work_tree)) {
            text_ += "\n" + read_git_file(git_dir / "config.worktree").value_or("");
            applies_ = true;
        }
    }
    [[nodiscard]] bool bare() const { return is_true(core("bare").value_or("false")); }
    [[nodiscard]] std::optional<std::string> work_tree() const { return core("worktree"); }

private:
    [[nodiscard]] std::optional<std::string> core(std::string_view key) const {
        return applies_ ? config_value(text_, "core", key) : std::nullopt;
    }

    std::string text_;
    bool applies_;
};

struct Search {
    fs::path start;
    const Variables& variables;

    // `top` is the work tree when nothing names another; empty in a bare repository.
    [[nodiscard]] Place place(const fs::path& git_dir, const fs::path& top) const {
        Place place{git_dir, common_dir_of(git_dir, start, variables), {}};
        const OwnConfig config(git_dir, place.common_dir);
        if (const auto named = value_of(variables, "GIT_WORK_TREE")) {
            place.work_tree = resolved(start / *named);
        } else if (config.bare()) {
            return place;
        } else if (const auto configured = config.work_tree()) {
            place.work_tree = resolved(git_dir / *configured);
        } else {
            place.work_tree = top;
        }
        return place;
    }

    [[nodiscard]] Place named_place(const std::string& git_dir_value) const {
        fs::path folder = resolved(start / git_dir_value);
        if (!is_folder(folder) && read_git_file(folder)) {
            folder = read_gitdir_file(folder);
        }
        if (!is_git_dir(folder, start, variables)) {
            throw Error(Error::Kind::Repository,
                        fmt::format("GIT_DIR is \"{}\", which is not a repository",
                                    printable(git_dir_value)))
                .next("unset GIT_DIR");
        }
        const auto implicit = value_of(variables, "GIT_IMPLICIT_WORK_TREE");
        return place(folder, implicit && !is_true(*implicit) ? fs::path() : start);
    }

    // The repository whose work tree's top is `folder`, or that `folder` is.
    [[nodiscard]] std::optional<Place> place_at(const fs::path& folder, fs::path& broken) const {
        const fs::path dot_git = folder / ".git";
        if (is_folder(dot_git)) {
            if (is_git_dir(dot_git, start, variables)) {
                return place(resolved(dot_git), folder);
            }
            std::error_code ignored;
            if (broken.empty() && !fs::is_empty(dot_git, ignored)) {
                broken = dot_git;
            }
        } else if (std::error_code ignored; fs::exists(dot_git, ignored)) {
            const fs::path git_dir = read_gitdir_file(dot_git);
            if (!is_git_dir(git_dir, start, variables)) {
                throw Error(Error::Kind::Repository,
                            fmt::format("{} leads to {}, which is not a repository",
                                        printable(dot_git.string()), printable(git_dir.string())))
                    .next(
                        "git worktree repair (in the main work tree), or git submodule update "
                        "--init");
            }
            return place(git_dir, folder);
        }
        if (is_git_dir(folder, start, variables)) {
            return place(folder, {});
        }
        return std::nullopt;
    }
};

// How far upwards the search may go: the nearest of GIT_CEILING_DIRECTORIES above `start`, which
// is not looked into. After an empty entry links are not resolved.
fs::path ceiling_above(const fs::path& start, const Variables& variables) {
    const std::string list = value_of(variables, "GIT_CEILING_DIRECTORIES").value_or("");
    fs::path nearest;
    bool resolve = true;
    for (const auto entry : split_on(list, ':')) {
        if (entry.empty()) {
            resolve = false;
            continue;
        }
        fs::path folder = resolve ? resolved(entry) : fs::path(entry).lexically_normal();
        if (!folder.has_filename()) {
            folder = folder.parent_path();
        }
        const auto rest = start.lexically_relative(folder);
        const bool above = !rest.empty() && rest != "." && *rest.begin() != "..";
        if (above && folder.string().size() > nearest.string().size()) {
            nearest = folder;
        }
    }
    return nearest;
}

[[noreturn]] void refuse_broken(const fs::path& dot_git) {
    throw Error(Error::Kind::Repository,
                fmt::format("{} is there, but it is not a repository", printable(dot_git.string())))
        .state("its HEAD, refs or objects are missing or unreadable")
        .next("git fsck");
}

}  // namespace

std::optional<Place> find_repository(const fs::path& start, const Variables& variables) {
    const Search search{resolved(fs::absolute(start)), variables};
    if (const auto named = value_of(variables, "GIT_DIR")) {
        return search.named_place(*named);
    }
    const fs::path ceiling = ceiling_above(search.start, variables);
    const bool across =
        is_true(value_of(variables, "GIT_DISCOVERY_ACROSS_FILESYSTEM").value_or("0"));
    const dev_t device = device_of(search.start);
    fs::path broken;
    for (fs::path folder = search.start;; folder = folder.parent_path()) {
        if (auto place = search.place_at(folder, broken)) {
            return place;
        }
        const fs::path parent = folder.parent_path();
        if (parent == folder || parent == ceiling || (!across && device_of(parent) != device)) {
            break;
        }
    }
    if (!broken.empty()) {
        refuse_broken(broken);
    }
    return std::nullopt;
}

}  // namespace gmig::git
