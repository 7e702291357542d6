#include "git/checkout.hpp"

namespace gmig::git {

ProcessResult check_out(const Place& place, const Variables& variables,
                        const std::string& revision) {
    Variables of_child = variables;
    of_child["GMIG_SWITCHING"] = "1";
    // With "--", so that a file of that name is not meant.
    return Program(place, of_child).run_discovering({"checkout", "--quiet", revision, "--"});
}

}  // namespace gmig::git
