#include "decode/uri_scheme.h"

namespace cairn {
namespace {

constexpr char32_t first_code_point = 2;
/// In the order of their code points, each with a space behind it: a table of views would be twice the size.
constexpr std::string_view schemes =
    "aaa aaas about acap acct cap cid coap coaps crid data dav dict dns file ftp geo go "
    "gopher h323 http https iax icap im imap info ipp ipps iris iris.beep iris.xpc iris.xpcs "
    "iris.lwz jabber ldap mailto mid msrp msrps mtqp mupdate news nfs ni nih nntp "
    "opaquelocktoken pop pres reload rtsp rtsps rtspu service session shttp sieve sip sips "
    "sms snmp soap.beep soap.beeps stun stuns tag tel telnet tftp thismessage tn3270 tip "
    "turn turns tv urn vemmi ws wss xcon xcon-userid xmlrpc.beep xmlrpc.beeps xmpp z39.50r "
    "z39.50s acr adiumxtra afp afs aim apt attachment aw barion beshare bitcoin bolo callto "
    "chrome chrome-extension com-eventbrite-attendee content cvs dlna-playsingle "
    "dlna-playcontainer dtn dvb ed2k facetime feed feedready finger fish gg git gizmoproject "
    "gtalk ham hcp icon ipn irc irc6 ircs itms jar jms keyparc lastfm ldaps magnet maps "
    "market message mms ms-help ms-settings-power msnim mumble mvn notes oid palm paparazzi "
    "pkcs11 platform proxy psyc query res resource rmi rsync rtmfp rtmp secondlife sftp sgn "
    "skype smb smtp soldat spotify ssh steam submit svn teamspeak teliaeid things udp unreal "
    "ut2004 ventrilo view-source webcal wtai wyciwyg xfire xri ymsgr example "
    "ms-settings-cloudstorage bluetooth bl ";

}  // namespace

std::optional<std::string_view> uri_scheme(char32_t code_point) noexcept {
    if (code_point == 1) return "";
    if (code_point < first_code_point) return std::nullopt;
    std::string_view left = schemes;
    for (char32_t skipped = first_code_point; skipped < code_point && !left.empty(); ++skipped) {
        left.remove_prefix(left.find(' ') + 1);
    }
    if (left.empty()) return std::nullopt;
    return left.substr(0, left.find(' '));
}

}  // namespace cairn
