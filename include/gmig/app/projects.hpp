#pragma once

#include <gmig/app/request.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// One of the projects of a repository.
struct ProjectRequest {
    std::string
        shown;        ///< "billing", "services/shop", "services/shop billing"; empty: the only one
    Request request;  ///< as it was, for that project alone
};

/// The projects of whoever judges a repository as a whole: all those of the nearest gmig.json, from
/// the directory upwards, and of every gmig.json that git's index has below the directory. The one
/// that the request names (-p, with the nearest gmig.json) or describes by flags, if it does; at
/// least one. Error{Usage} for a gmig.json that cannot be read.
std::vector<ProjectRequest> projects_meant(const Request& request);

}  // namespace gmig::app
