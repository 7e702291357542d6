#pragma once

#include <gmig/model/touched.hpp>

#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace gmig::db::sqlite {

/// Notes what statements touch, as SQLite's authorizer tells it while they are prepared.
class TouchRecorder {
public:
    /// `place` completes "INSERT at …".
    void begin_statement(std::string place);
    /// An action of the authorizer, with its first two arguments.
    void see(int action, std::string_view first, std::string_view second);
    void end_statement();

    /// What the authorizer does not tell, found by looking afterwards.
    void add(std::string kind, const std::string& name, Touch touch);
    void add_unseen(std::string what) { touches_.unseen.push_back(std::move(what)); }
    /// Tables that were created, or altered in what they are (not by an index or a trigger).
    [[nodiscard]] const std::set<std::string>& tables() const { return tables_; }
    [[nodiscard]] const std::set<std::string>& views() const { return views_; }
    [[nodiscard]] bool knows(std::string_view name, Touch touch) const;

    Touches take();

private:
    void see_object(std::string_view kind, std::string_view name, Touch touch);
    void see_rows(const char* what, std::string_view table);
    void see_pragma(std::string_view name, std::string_view value);
    void add_data(const std::string& what);

    Touches touches_;
    std::set<std::string> tables_;
    std::set<std::string> views_;
    std::string place_;
    /// Of the statement at hand: rows of which tables are written, and by what.
    std::set<std::pair<std::string, std::string>> written_;
    std::set<std::string> read_;
    std::set<std::string> created_;
    bool creates_table_ = false;
    std::set<std::string> dropped_;
};

}  // namespace gmig::db::sqlite
