#pragma once

#include <gmig/db/driver.hpp>
#include <gmig/model/migration.hpp>
#include <gmig/model/touched.hpp>
#include <gmig/schema/schema.hpp>
#include <gmig/sql/statement.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::db {

/// What a run on a shadow did besides running.
struct ShadowRun {
    /// Statements that reach beyond the database (sql::server_wide) and were therefore not run.
    std::vector<sql::Statement> left_out;
    /// SQLite: what the part touches, if it was to be noted. PostgreSQL's is told from the text
    /// (sql::touched).
    std::optional<Touches> touches;
};

/// Whether a run notes what it touches: in SQLite that takes as long as the run itself.
enum class NoteTouches : bool { No, Yes };

/// A database of gmig's own to try things on; gone when this value is. SQLite: in memory.
/// PostgreSQL: a temporary database on a server, with the encoding and locale of the database it is
/// made beside; what a killed gmig left there is removed by the next one that makes a shadow, when
/// it is an hour old and nobody is connected to it.
///
/// There is no ledger in it.
class Shadow {
public:
    /// An empty one. `near` is needed for PostgreSQL. Error{Environment} or Error{Database} when
    /// the server does not let this role make databases (CREATEDB): says so, and that "shadow" in
    /// gmig.json may name another server or database.
    static Shadow make(Dialect dialect, const std::optional<Target>& near,
                       const OpenOptions& options);
    /// SQLite: from what saved() gave. Error{Internal} when the bytes are no database.
    static Shadow from_saved(std::string_view bytes);

    /// One with the same content, independent from now on. PostgreSQL: the connection is closed
    /// meanwhile and opened anew, so what was got from driver() before is gone.
    [[nodiscard]] Shadow copy();
    /// SQLite: all of it as bytes.
    [[nodiscard]] std::string saved();

    [[nodiscard]] Driver& driver() { return *driver_; }
    [[nodiscard]] schema::Schema schema() { return driver_->introspect(); }

    /// Runs a part as the engine would: in one transaction, or statement by statement. Throws
    /// Error{Migration, Database} with the place in the part; the shadow is then of no more use.
    // NOLINTNEXTLINE(modernize-use-nodiscard): most callers have nothing to tell
    ShadowRun run(const Script& script, const sql::RunnableOptions& options,
                  NoteTouches note = NoteTouches::Yes);

    ~Shadow();
    Shadow(Shadow&&) noexcept;
    Shadow& operator=(Shadow&&) noexcept;

private:
    void carry_out(const Script& script, const sql::Runnable& runnable);

    struct Place;  ///< what has to be removed, and by which connection
    Shadow(std::unique_ptr<Place> place, std::unique_ptr<Driver> driver);
    std::unique_ptr<Place> place_;
    std::unique_ptr<Driver> driver_;
};

}  // namespace gmig::db
