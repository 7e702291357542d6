#include "git/ledger/refs.hpp"

#include "git/entries.hpp"
#include "git/files.hpp"
#include <gmig/support/text.hpp>

namespace gmig::git {
namespace {

namespace fs = std::filesystem;

bool is_wanted(std::string_view name, const std::string& whole, const std::string& prefix) {
    return name == whole || (!prefix.empty() && name.starts_with(prefix));
}

Refs listed(const Program& git, const std::string& whole, const std::string& prefix) {
    std::vector<std::string> arguments{"for-each-ref", "--format=%(objectname) %(refname)", whole};
    if (!prefix.empty()) {
        arguments.push_back(prefix);
    }
    Refs refs;
    const std::string text = git.output(std::move(arguments));
    for (const std::string_view line : split_on(text, '\n')) {
        const std::size_t space = line.find(' ');
        if (space != std::string_view::npos && is_wanted(line.substr(space + 1), whole, prefix)) {
            refs.emplace(line.substr(space + 1), line.substr(0, space));
        }
    }
    return refs;
}

/// From the lines "OBJECT NAME" of packed-refs; others there are none of ours.
void add_packed(const Place& place, const std::string& whole, const std::string& prefix,
                Refs& refs) {
    const std::string text = read_git_file(place.common_dir / "packed-refs").value_or("");
    for (const std::string& needle : {whole, prefix}) {
        std::size_t at = needle.empty() ? std::string::npos : text.find(' ' + needle);
        for (; at != std::string::npos; at = text.find(' ' + needle, at + 1)) {
            const std::size_t begin = text.rfind('\n', at) + 1;  // npos + 1 is the text's begin
            const std::size_t end = std::min(text.find('\n', at), text.size());
            const std::string name = text.substr(at + 1, end - at - 1);
            const std::string object = text.substr(begin, at - begin);
            if (is_wanted(name, whole, prefix) && is_object_name(object)) {
                refs[name] = object;
            }
        }
    }
}

void add_loose(const Place& place, const std::string& name, Refs& refs) {
    const auto text = read_git_file(place.common_dir / name);
    const std::string object(trim(text.value_or("")));
    if (is_object_name(object)) {
        refs[name] = object;
    }
}

}  // namespace

Refs refs_of(const Place& place, const Program& git, const std::string& whole,
             const std::string& prefix) {
    std::error_code none;
    if (fs::is_directory(place.common_dir / "reftable", none)) {
        return listed(git, whole, prefix);
    }
    Refs refs;
    add_packed(place, whole, prefix, refs);
    if (fs::is_regular_file(place.common_dir / whole, none)) {
        add_loose(place, whole, refs);
    }
    if (prefix.empty()) {
        return refs;
    }
    for (auto entry = fs::recursive_directory_iterator(place.common_dir / prefix, none);
         !none && entry != fs::recursive_directory_iterator(); entry.increment(none)) {
        if (entry->is_regular_file(none)) {
            add_loose(place, entry->path().lexically_relative(place.common_dir).generic_string(),
                      refs);
        }
    }
    return refs;
}

}  // namespace gmig::git
