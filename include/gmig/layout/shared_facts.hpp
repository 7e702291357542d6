#pragma once

#include <gmig/model/shared_facts.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Shared facts as text: the files of the ledger ref's tree (docs/reference/facts.md).
namespace gmig::layout {

inline constexpr std::size_t max_fact_bytes = 1024UL * 1024;

/// The fact's text: "gmig fact 1", then a line "key: value" for each key that has one, by key. A
/// backslash, a control character and what is no UTF-8 are written \xNN. Never changes for a given
/// fact: its name is made of it.
std::string render_fact(const SharedFact& fact);

/// SHA-256 (hex) of its text.
std::string digest_of(const SharedFact& fact);

/// Where it stands in the tree: v1/PROJECT/IDENTITY/ID/DIGEST, with "environment" for the ID of
/// facts about the environment itself.
std::string path_of(const NamedFact& fact);

/// A fact, or why there is none.
struct FactReading {
    std::optional<NamedFact> fact{};
    std::string problem{};
};

/// Reads a fact's text. Keys that are not known are passed over (a later gmig may add some); a
/// key that is missing, doubled or out of order, a value that cannot be, another first line, too
/// many bytes: a problem. Never throws for the sake of the text.
FactReading parse_fact(std::string_view text);

/// The same for a file of a tree, whose path must be the one that path_of() gives.
FactReading read_fact(std::string_view path, std::string_view bytes);

/// Whether a path of the tree is one that this version reads at all.
bool is_fact_path(std::string_view path);

/// Facts one after the other, as `--facts-out` writes them: each begins with its first line.
/// Problems name the number of the fact.
struct FactsReading {
    std::vector<NamedFact> facts{};
    std::vector<std::string> problems{};
};
FactsReading parse_facts(std::string_view text);

}  // namespace gmig::layout
