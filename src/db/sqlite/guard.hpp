#pragma once

#include <string>
#include <string_view>

namespace gmig::db::sqlite {

class TouchRecorder;

/// What a migration's SQL may do, asked by SQLite's authorizer while a statement is prepared, and
/// what it was seen to do. Text rules (layer sql) have refused most of this before; here nothing
/// slips through, whatever the text looks like.
///
/// The authorizer is installed once: setting it anew would expire every prepared statement.
class Guard {
public:
    enum class Watching : unsigned char {
        Nothing,      ///< gmig's own queries
        Transaction,  ///< a part in gmig's transaction
        OwnHistory,   ///< the same, but the ledger's tables are its business
        Alone,        ///< a statement outside any transaction: VACUUM, PRAGMA journal_mode
    };

    /// Watches for as long as it lives.
    class Scope {
    public:
        Scope(Guard& guard, Watching watching) : guard_(guard) {
            guard_.watching_ = watching;
            guard_.denied_.clear();
        }
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;
        ~Scope() { guard_.watching_ = Watching::Nothing; }

    private:
        Guard& guard_;
    };

    /// Has every action of a watched statement noted there, until it is called with nothing.
    void record(TouchRecorder* recorder) { recorder_ = recorder; }
    [[nodiscard]] TouchRecorder* recorder() const { return recorder_; }

    /// Forgets what was seen (not what is left in the session).
    void forget() {
        changed_data_ = false;
        moved_tables_ = false;
    }

    /// Rows, or a table that may hold some, were changed: foreign keys may be violated now.
    [[nodiscard]] bool changed_data() const { return changed_data_; }
    /// Tables were dropped or altered, so rows may have new numbers and tables new names.
    [[nodiscard]] bool moved_tables() const { return moved_tables_; }
    /// A PRAGMA or a temporary object outlives the transaction: only a new connection is clean.
    [[nodiscard]] bool left_in_session() const { return left_in_session_; }
    /// What was denied last, in words; empty when nothing was.
    [[nodiscard]] const std::string& denied() const { return denied_; }

    /// SQLite's authorizer (sqlite3_set_authorizer); `guard` is the Guard.
    static int authorize(void* guard, int action, const char* first, const char* second,
                         const char* database, const char* trigger);

private:
    struct Action {
        int code;
        std::string_view first;
        std::string_view second;
        std::string_view database;
    };

    void note(const Action& action);
    [[nodiscard]] std::string reason_against(const Action& action) const;
    [[nodiscard]] std::string reason_against_pragma(const Action& action) const;

    Watching watching_ = Watching::Nothing;
    bool changed_data_ = false;
    bool moved_tables_ = false;
    bool left_in_session_ = false;
    std::string denied_;
    TouchRecorder* recorder_ = nullptr;
};

}  // namespace gmig::db::sqlite
