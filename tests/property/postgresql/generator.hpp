#pragma once

#include "random.hpp"

#include <string>
#include <vector>

namespace gmig::property {

/// A statement that makes one thing; the server may refuse it, when what it needs is not there.
/// '@' stands for the schema's name.
struct Piece {
    std::string kind;
    std::string name;
    std::string sql;
    /// A table: what stands in its brackets; `sql` has a '%' for them.
    std::vector<std::string> parts;
};

/// In the order in which they are made.
using Model = std::vector<Piece>;

Model generated(Random& random);
/// The same with a few changes.
Model mutated(Random& random, const Model& model);

struct Statement {
    std::string sql;
    /// Where the server refuses it: a table with the columns that it takes.
    std::vector<std::string> instead;
};
std::vector<Statement> statements(const Model& model, const std::string& schema);

}  // namespace gmig::property
