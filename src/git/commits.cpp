#include "git/commits.hpp"

#include "git/commit_text.hpp"
#include "git/entries.hpp"
#include "git/folder_path.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>

namespace gmig::git {
namespace {

// Commits, for the sake of a bounded walk: mostly the newest ones know, and a commit of a folder of
// 10,000 files takes git a millisecond.
constexpr std::array looked_at{100, 2000};

// Where the walk ends: so many commits back, if there are so many.
std::optional<CommitId> end_of_walk(const Program& git, const CommitId& from, int commits) {
    const std::string name(trim(git.output(
        {"rev-list", "--max-count=1", "--skip=" + std::to_string(commits), from.value})));
    return name.empty() ? std::nullopt : std::optional(CommitId{name});
}

struct Record {
    CommitId commit;
    Repository::Authorship by;
    std::vector<std::string> paths;
};

// One commit of `log -z --name-only`: a line each for name, author, date and subject, then paths.
std::vector<Record> records_from(std::string_view log) {
    std::vector<Record> records;
    for (const std::string_view record : split_on(log, '\x01')) {
        const auto fields = split_on(record, '\x02');
        constexpr std::size_t count = 5;
        if (fields.size() < count) {
            continue;
        }
        Record& last = records.emplace_back();
        last.commit.value = fields[0];
        last.by = {.author = std::string(fields[1]),
                   .date = std::string(fields[2]),
                   .subject = std::string(fields[3])};
        for (const std::string_view path : split_on(fields[4], '\0')) {
            const std::size_t start = path.find_first_not_of('\n');
            if (start != std::string_view::npos) {
                last.paths.emplace_back(path.substr(start));
            }
        }
    }
    return records;
}

struct Walk {
    const CommitId& from;
    const std::optional<CommitId>& excluded;
    const std::optional<CommitId>& end;
};

std::vector<Record> log_of(const Program& git, const std::vector<std::string>& paths,
                           const Walk& walk, const char* filter = nullptr) {
    std::vector<std::string> arguments{"-c",
                                       "log.follow=false",
                                       "log",
                                       "-z",
                                       "--name-only",
                                       "--no-renames",
                                       "--diff-merges=c",
                                       "--no-show-signature",
                                       "--no-ext-diff",
                                       "--format=format:%x01%H%x02%an <%ae>%x02%aI%x02%s%x02",
                                       walk.from.value};
    if (filter != nullptr) {
        arguments.emplace_back(filter);
    }
    for (const auto* const end : {&walk.excluded, &walk.end}) {
        if (*end) {
            require_object_name(**end);
            arguments.push_back("^" + (*end)->value);
        }
    }
    arguments.emplace_back("--");
    arguments.insert(arguments.end(), paths.begin(), paths.end());
    return records_from(git.output(std::move(arguments)));
}

}  // namespace

std::optional<std::string> file_of(const Program& git, const std::optional<CommitId>& commit,
                                   const std::string& path) {
    const std::string whole = join(folder_parts(path), "/");
    if (commit) {
        require_object_name(*commit);
    }
    // "NAME blob SIZE", a newline and the bytes; "… missing" without them (git-cat-file(1)).
    std::string answer =
        git.output({"cat-file", "--batch"}, (commit ? commit->value : "") + ":" + whole + "\n");
    const std::size_t line_end = answer.find('\n');
    const auto words = split_on(std::string_view(answer).substr(0, line_end), ' ');
    if (line_end == std::string::npos || words.size() != 3 || words[1] != "blob") {
        return std::nullopt;
    }
    answer.pop_back();
    return answer.substr(line_end + 1);
}

std::vector<CommitId> parents_of(const Program& git, const CommitId& commit) {
    require_object_name(commit);
    // Not by rev-list, from which a shallow clone hides what it lacks.
    return parents_in(git.output({"cat-file", "commit", commit.value}));
}

std::vector<CommitId> parents_in(std::string_view bytes) {
    std::vector<CommitId> parents;
    for (const std::string_view line : split_on(bytes, '\n')) {
        if (line.empty()) {
            break;
        }
        if (line.starts_with("parent ")) {
            parents.push_back({std::string(line.substr(7))});
        }
    }
    return parents;
}

bool is_ancestor(const Program& git, const CommitId& ancestor, const CommitId& descendant) {
    require_object_name(ancestor);
    require_object_name(descendant);
    const ProcessResult result =
        git.run({"merge-base", "--is-ancestor", ancestor.value, descendant.value});
    if (result.exit_code > 1) {
        refuse(result);
    }
    return result.exit_code == 0;
}

std::vector<CommitId> merge_bases_of(const Program& git, const CommitId& one,
                                     const CommitId& other) {
    require_object_name(one);
    require_object_name(other);
    const ProcessResult result = git.run({"merge-base", "--all", one.value, other.value});
    if (result.exit_code > 1) {
        refuse(result);
    }
    std::vector<CommitId> bases;
    for (const std::string_view line : split_on(std::string_view(result.out), '\n')) {
        if (!line.empty()) {
            bases.push_back({std::string(line)});
        }
    }
    return bases;
}

std::unordered_map<std::string, Repository::Change> last_changes_of(
    const Program& git, const std::vector<std::string>& paths, const CommitId& from,
    const std::optional<CommitId>& excluded) {
    require_object_name(from);
    std::unordered_map<std::string, Repository::Change> changes;
    std::vector<std::string> wanted = paths;
    for (const int commits : looked_at) {
        if (wanted.empty()) {
            break;
        }
        const auto end = end_of_walk(git, from, commits);
        for (const Record& record : log_of(git, wanted, {from, excluded, end})) {
            for (const std::string& path : record.paths) {
                changes.try_emplace(path, Repository::Change{record.commit, record.by});
            }
        }
        if (!end) {
            break;
        }
        std::erase_if(wanted, [&](const std::string& path) { return changes.contains(path); });
    }
    return changes;
}

std::unordered_map<std::string, Repository::Change> added_in(const Program& git,
                                                             const std::vector<std::string>& paths,
                                                             const CommitId& from) {
    require_object_name(from);
    std::unordered_map<std::string, Repository::Change> changes;
    for (const Record& record :
         log_of(git, paths, {from, std::nullopt, std::nullopt}, "--diff-filter=A")) {
        for (const std::string& path : record.paths) {
            changes.try_emplace(path, Repository::Change{record.commit, record.by});
        }
    }
    return changes;
}

}  // namespace gmig::git
