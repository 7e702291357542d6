#pragma once

#include <gmig/model/ids.hpp>
#include <gmig/schema/name.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// One way to read what was asked about.
struct Question {
    schema::Name object;
    std::string column;  ///< empty: the whole object
    bool operator==(const Question&) const = default;
};

/// The ways to read "a", "a.b" (a column of a, or b in schema a), "a.b.c", the likeliest first.
/// Quoted as in SQL, and, without quotes, as it stands too: a shell eats them. Error{Usage} for
/// more parts than that, or none.
std::vector<Question> questions_in(const std::string& word, Dialect dialect);

}  // namespace gmig::app
