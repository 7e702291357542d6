#include "git/listing.hpp"

#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>

namespace gmig::git {
namespace {

[[noreturn]] void refuse_answer(std::string_view text) {
    throw Error(Error::Kind::Repository,
                fmt::format("git answered something else than was asked: \"{}\"",
                            printable(text.substr(0, 80))))
        .next("git --version, and report it");
}

// The text up to `mark`, which is taken off with it.
std::string_view take(std::string_view& text, char mark) {
    const std::size_t end = text.find(mark);
    if (end == std::string_view::npos) {
        refuse_answer(text);
    }
    const std::string_view taken = text.substr(0, end);
    text.remove_prefix(end + 1);
    return taken;
}

// The size in "<object> blob <size>".
std::uint64_t blob_size(std::string_view line, const FileObject& file) {
    const auto words = split_on(line, ' ');
    if (words.size() == 3 && words[1] == "blob") {
        return parse_number(words[2], 10);
    }
    throw Error(Error::Kind::Repository,
                fmt::format("the bytes of \"{}\" (object {}) are not in this repository",
                            printable(file.path), file.object))
        .next("git fsck; in a partial clone: git fetch");
}

}  // namespace

std::vector<TreeEntry> parse_tree_listing(std::string_view text) {
    std::vector<TreeEntry> entries;
    while (!text.empty()) {
        const auto mode = static_cast<Mode>(parse_number(take(text, ' '), 8));
        take(text, ' ');  // the kind, which the mode tells
        const std::string_view object = take(text, '\t');
        entries.push_back({mode, object, take(text, '\0')});
    }
    return entries;
}

std::vector<IndexEntry> parse_index_listing(std::string_view text, std::string_view prefix) {
    std::vector<IndexEntry> entries;
    while (!text.empty()) {
        const auto words = split_on(take(text, '\0'), ' ');  // :<mode> <mode> <object> <object> A
        const std::string_view path = take(text, '\0');
        if (words.size() != 5) {
            refuse_answer(path);
        }
        if (path.starts_with(prefix)) {
            entries.push_back({.path = std::string(path.substr(prefix.size())),
                               .object = std::string(words[3]),
                               .mode = static_cast<Mode>(parse_number(words[1], 8)),
                               .conflicted = words[4] == "U"});
        }
    }
    return entries;
}

std::vector<FileContent> parse_batch(std::string_view text, const std::vector<FileObject>& files) {
    std::vector<FileContent> contents;
    contents.reserve(files.size());
    for (const auto& file : files) {
        const std::uint64_t size = blob_size(take(text, '\n'), file);
        if (text.size() <= size) {
            refuse_answer(text);
        }
        contents.push_back({file.path, std::string(text.substr(0, size))});
        text.remove_prefix(size + 1);
    }
    return contents;
}

std::vector<std::uint64_t> sizes_in(std::string_view text, const std::vector<FileObject>& files) {
    std::vector<std::uint64_t> sizes;
    sizes.reserve(files.size());
    for (const auto& file : files) {
        sizes.push_back(blob_size(take(text, '\n'), file));
    }
    return sizes;
}

void check_batch(std::string_view text, const std::vector<FileObject>& files) {
    const std::vector<std::uint64_t> sizes = sizes_in(text, files);
    Budget budget;
    for (std::size_t at = 0; at < files.size(); ++at) {
        budget.add(files[at].path, sizes[at]);
    }
}

}  // namespace gmig::git
