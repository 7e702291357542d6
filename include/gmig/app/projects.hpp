#pragma once

#include <gmig/app/request.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// One of the projects of a repository.
struct ProjectRequest {
    /// "billing", "services/shop", "services/shop billing"; empty: the only one.
    std::string shown;
    Request request;  ///< as it was, for that project alone
};

/// The projects of whoever judges a repository as a whole: all those of the nearest gmig.json, from
/// the directory upwards, of every gmig.json that git's index has below the directory, and of those
/// that it had in the base or has in the head: what a branch removes or moves is judged with the
/// rest. The one that the request names (-p) or describes by flags, if it does; at least one.
/// Error{Usage} for a gmig.json that cannot be read, and for a name that none has.
///
/// `base` and `head` are revisions as CheckOptions has them.
std::vector<ProjectRequest> projects_meant(const Request& request, const std::string& base,
                                           const std::string& head);

}  // namespace gmig::app
