#pragma once

#include <gmig/model/migration.hpp>
#include <gmig/sql/statement.hpp>
#include <gmig/support/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gmig::app {

/// Several parts as one, so that they run in one transaction: each is judged by itself as the
/// engine would (sql::prepare), and an error is told at its place in the part that it came from.
class JoinedScript {
public:
    explicit JoinedScript(Dialect dialect) : dialect_(dialect) { script_.path = joined_path; }

    /// Throws what sql::prepare does.
    void add(const Script& part, const sql::RunnableOptions& options);

    [[nodiscard]] const Script& script() const { return script_; }
    /// Points into script(): to be got after the last part was added.
    [[nodiscard]] sql::Runnable runnable() const;
    /// All statements, each with its semicolon.
    [[nodiscard]] std::string sql() const;
    /// The same error, with its place in the part.
    [[nodiscard]] Error placed(const Error& error) const;

private:
    static constexpr const char* joined_path = "all parts";

    struct Place {
        std::size_t offset = 0;
        std::size_t length = 0;
    };
    struct Source {
        std::uint32_t first_line = 1;  ///< in the whole
        std::string path;
        std::uint32_t line = 1;  ///< the same line in the part's file
    };

    Dialect dialect_;
    Script script_;
    std::uint32_t next_line_ = 1;
    std::vector<Place> statements_;
    std::vector<Source> sources_;
    bool has_pragma_ = false;
};

}  // namespace gmig::app
