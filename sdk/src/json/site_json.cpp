#include "json/site_json.h"

#include <boost/json/array.hpp>
#include <utility>

namespace cairn {

boost::json::object to_json(const Site& site) {
    boost::json::array floors;
    for (const Floor& floor : site.floors) {
        floors.push_back(boost::json::object{
            {"name", floor.name.view()}, {"widthM", floor.width_m}, {"heightM", floor.height_m}});
    }
    boost::json::array gateways;
    for (const GatewayPlacement& placement : site.gateways) {
        gateways.push_back(boost::json::object{{"id", placement.gateway.view()},
                                               {"floor", placement.floor.view()},
                                               {"xM", placement.at.x_m},
                                               {"yM", placement.at.y_m},
                                               {"zM", placement.z_m}});
    }
    boost::json::array zones;
    for (const Zone& zone : site.zones) {
        boost::json::array corners;
        for (const Point corner : zone.corners) corners.push_back(boost::json::array{corner.x_m, corner.y_m});
        zones.push_back(boost::json::object{
            {"name", zone.name.view()}, {"floor", zone.floor.view()}, {"corners", std::move(corners)}});
    }
    return {{"floors", std::move(floors)}, {"gateways", std::move(gateways)}, {"zones", std::move(zones)}};
}

}  // namespace cairn
