#pragma once

#include <gmig/db/driver.hpp>

#include <memory>
#include <optional>
#include <string>

namespace gmig::db {

/// Where PostgreSQL's shadows are made: a connection to the database beside which they stand.
/// Everything goes as gmig's own queries, which no noted signal cancels: what was made has to be
/// removed.
class ShadowServer {
public:
    /// Throws what open() does; Error{Environment} when the role may not make databases.
    ShadowServer(const Target& near, const OpenOptions& options);

    /// Makes a database like `near`, empty or, with a template, with what that one has, and gives
    /// its name. Nobody may be connected to the template.
    std::string create(const std::optional<std::string>& template_name);
    /// Drops it, whoever is connected; what fails is left to remove_leftovers().
    void drop(const std::string& name) noexcept;
    [[nodiscard]] std::unique_ptr<Driver> connect(const std::string& name) const;

private:
    void require_createdb();
    void remove_leftovers();
    /// The first cell of what a query yields.
    std::string text(const Query& query);

    Target near_;
    OpenOptions options_;
    std::unique_ptr<Driver> driver_;
    int major_ = 0;
};

}  // namespace gmig::db
