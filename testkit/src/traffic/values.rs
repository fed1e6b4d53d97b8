//! What the parameters and payloads of MSNP hold, as templates.
//!
//! In braces is a word of `words.rs`, or `dialect` and `before`, the names of this dialect and of the one before it. A
//! name that ends with `%` is percent-encoded, `{{` is a brace.

/// Parameters by their name in the forms, or by name and class. Those that are not here are numbers.
pub(super) const VALUES: [(&str, &[&str]); 79] = [
    ("ack", &["A", "D", "N", "U"]),
    ("address", &["{ip}:1863", "207.46.108.53:1863"]),
    ("address:host", &["messenger.hotmail.com", "sb.example.com"]),
    ("architecture", &["i386"]),
    ("brand", &["MSMSGS", "MSNMSGR", "macmsgs"]),
    ("capabilities", &["0", "1342210060", "2416181284", "{number}"]),
    ("capabilities:two", &["2789003324:48", "1342210060:48", "{number}:{number}"]),
    ("challenge", &["15570131571988941333", "{hex*10}", "Q1P7W2E4J9R8U3S5"]),
    ("client", &["MSMSGS"]),
    ("client_name", &["MSMSGS", "MSNMSGR", "Purple"]),
    ("client_version", &["8.1.0178", "6.2.0137", "14.0.8117.0416", "5.0.0543"]),
    ("contact", &["{address}"]),
    ("contact:guid", &["{guid}"]),
    ("contacts", &["{number}"]),
    ("cookie", &["17220274.1093571988.7262", "{number}.{number}.{number}"]),
    ("criteria", &["fname=Bob", "lname=Smith", "city=*", "state=*", "country=US"]),
    ("current", &["{ip}:1863"]),
    ("dialect:msnp", &["{dialect}"]),
    ("dialects", &["{dialect} CVR0", "{dialect} {before} CVR0", "{dialect}"]),
    ("dialects:cvr0", &["{dialect} CVR0"]),
    ("domain", &["messenger.msn.com", "messenger.hotmail.com"]),
    ("download_url", &["http://example.com/download"]),
    ("file", &["Shields.xml", "/config/Messenger/1.0"]),
    ("first", &["1"]),
    ("flag", &["0", "1"]),
    ("found", &["fname=Bob", "lname=Smith", "city=Portland", "state=OR", "country=US"]),
    ("group", &["0", "1", "12"]),
    ("group:guid", &["{guid}"]),
    ("group_name", &["{group%}"]),
    ("groups", &["0", "3"]),
    ("groups:guid", &["{guid}"]),
    ("groups:several", &["0,1", "{guid},{guid}"]),
    ("hop", &["VmVyc2lvbjogMQ0KWGZyQ291bnQ6IDENClhmclNlbnRVVENUaW1lOiAwDQo="]),
    ("icon", &["%3Cmsnobj%20Creator%3D%22bob%40example.com%22%2F%3E", "http://example.com/icon.gif"]),
    ("id", &["{guid}"]),
    ("id:encoded", &["Other%20Contacts"]),
    ("id:number", &["0", "1", "12"]),
    ("info", &["{address}"]),
    ("info_url", &["http://example.com/"]),
    ("lcid", &["0x0409", "0x0411", "0x0804", "0x0412"]),
    ("library", &["MSMSGS"]),
    ("list", &["FL", "AL", "BL", "RL"]),
    ("list:other", &["AL", "BL", "RL"]),
    ("list_version:time", &["2005-04-23T18:57:44.8130000-07:00"]),
    ("lists", &["1", "2", "3", "4", "8", "11", "13"]),
    ("minimum", &["1.0.0863", "6.0.0602"]),
    ("network", &["1", "32"]),
    ("nick", &["{nick%}", "{address}"]),
    ("nick:tagged", &["T={nick%}"]),
    ("object", &["0"]),
    (
        "object:picture",
        &["%3Cmsnobj%20Creator%3D%22bob%40example.com%22%20Size%3D%2224539%22%20Type%3D%223%22%2F%3E"],
    ),
    ("os", &["win", "winnt", "MAC", "linux"]),
    ("os_version", &["4.10", "5.1", "6.1.1"]),
    ("packages", &["MD5", "CTP"]),
    ("parameters", &["{number} 579"]),
    ("parameters:ok", &["{number} OK"]),
    ("passport", &["{address}"]),
    ("passport:nid", &["1:{address}", "32:{address}"]),
    ("passport:place", &["{address};{{{guid}}}"]),
    ("passport:via", &["1:{address};via=9:{guid}@live.com"]),
    ("path", &["/cgi-bin/HoTMaiL"]),
    ("privacy", &["AL", "BL"]),
    ("product", &["PROD0119GSJUC$18", "msmsgs@msnmsgr.com"]),
    ("prompt", &["A", "N"]),
    ("property", &["PHH", "PHW", "PHM", "MOB", "MBE", "WWE", "HSB", "MFN"]),
    ("protocols", &["MSNFTP"]),
    ("recipient", &["{address}"]),
    ("recommended", &["6.2.0205", "8.1.0178", "1.0.0000"]),
    ("recommended_again", &["6.2.0205", "1.0.0000"]),
    ("secret", &["t=EwCwAswbAQ", "{hex*16}"]),
    ("service", &["INBOX", "COMPOSE", "PERSON", "CHGMOB"]),
    ("session_id", &["{number}", "17220274"]),
    ("session_id:guid", &["{guid}"]),
    ("session_id:hex", &["3fa{hex*4}"]),
    ("settings_version:time", &["2005-04-23T18:57:54.2070000-07:00"]),
    ("status", &["NLN", "BSY", "IDL", "BRB", "AWY", "PHN", "LUN"]),
    ("ticket", &["{base64*30}"]),
    ("url", &["https://login.example.com/ppsecure/md5auth.srf?lc=1033"]),
    ("value", &["{nick%}", "Y", "N", "1%20%28555%29%20123"]),
];

const PLAIN: &str = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\
     X-MMS-IM-Format: FN=Segoe%20UI; EF=; CO=0; CS=1; PF=0\r\n\r\n{text}";
const TYPING: &str =
    "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgscontrol\r\nTypingUser: {address}\r\n\r\n\r\n";
const NUDGE: &str = "MIME-Version: 1.0\r\nContent-Type: text/x-msnmsgr-datacast\r\n\r\nID: 1\r\n\r\n";
const EMOTICON: &str = "MIME-Version: 1.0\r\nContent-Type: text/x-mms-emoticon\r\n\r\n\
     (cat)\t<msnobj Creator=\"{address}\" Size=\"2453\" Type=\"2\" Location=\"c.png\" Friendly=\"AAA=\"/>\t";
const CAPS: &str = "MIME-Version: 1.0\r\nContent-Type: text/x-clientcaps\r\n\r\nClient-Name: Purple/2.10.12\r\nChat-Logging: Y\r\n";
const ROUTING: &str = "Routing: 1.0\r\nTo: 1:{address}\r\nFrom: 1:{address};epid={{{guid}}}\r\n\r\n\
     Reliability: 1.0\r\n\r\n";
const MEDIA: &str =
    "<Data><PSM></PSM><CurrentMedia>\\0Music\\01\\0{{0}} - {{1}}\\0{nick}\\0{nick}\\0</CurrentMedia></Data>";

/// Payloads by name and class, or by verb, or (`*`) of all others.
pub(super) const PAYLOADS: [(&str, &[&str]); 27] = [
    ("contacts:handle", &["<ml><d n=\"example.com\"><c n=\"bob\" l=\"3\" t=\"1\"/></d></ml>"]),
    (
        "contacts:initial",
        &[
            "<ml l=\"1\"><d n=\"example.com\"><c n=\"bob\" l=\"3\" t=\"1\"/><c n=\"eve\" l=\"4\" t=\"1\"/></d></ml>",
        ],
    ),
    ("contacts:network", &["<ml><d n=\"example.com\"><c n=\"bob\" t=\"32\"/></d></ml>"]),
    ("contacts:nobody", &["<ml></ml>"]),
    ("contacts:quotes", &["<ml l='1'><d n='example.com'><c n='bob' l='3' t='1'/></d></ml>"]),
    (
        "contacts:services",
        &["<ml l=\"1\"><d n=\"example.com\"><c n=\"bob\" t=\"1\"><s n=\"IM\" l=\"3\"/></c></d></ml>"],
    ),
    ("contacts:telephone", &["<ml><t><c n=\"tel:+15551112222\" l=\"3\"/></t></ml>"]),
    ("contacts", &["<ml><d n=\"example.com\"><c n=\"bob\" l=\"1\" t=\"1\"/></d></ml>"]),
    ("data:closed", &["<Data><PSM/><CurrentMedia/></Data>"]),
    ("data:endpoint", &["<EndpointData><Capabilities>2789003324:48</Capabilities></EndpointData>"]),
    (
        "data:machine",
        &["<Data><PSM></PSM><CurrentMedia></CurrentMedia><MachineGuid>{{{guid}}}</MachineGuid></Data>"],
    ),
    ("data:media", &[MEDIA]),
    ("data:nothing", &["<Data></Data>"]),
    (
        "data:private",
        &[
            "<PrivateEndpointData><EpName>{host}</EpName><Idle>false</Idle><ClientType>1</ClientType></PrivateEndpointData>",
        ],
    ),
    ("data", &["<Data><PSM>{nick}</PSM><CurrentMedia></CurrentMedia></Data>", MEDIA]),
    ("digest:md5", &["{hex*16}"]),
    ("MSG", &[PLAIN, PLAIN, PLAIN, TYPING, TYPING, NUDGE, EMOTICON, CAPS]),
    ("UUM", &[PLAIN, TYPING, NUDGE]),
    ("UBM", &[PLAIN, TYPING, NUDGE]),
    (
        "GCF",
        &["<config><shield/><block></block></config>", "<Policies><Policy type=\"SHIELDS\"/></Policies>"],
    ),
    (
        "NOT",
        &[
            "<NOTIFICATION ver=\"1\" id=\"2\" siteid=\"0\" siteurl=\"http://example.com/\"><TO name=\"{address}\"/>\
         <MSG id=\"0\"><BODY lang=\"1033\"><TEXT>hello</TEXT></BODY></MSG></NOTIFICATION>",
        ],
    ),
    ("PAG", &["<TEXT xml:space=\"preserve\">call me</TEXT>"]),
    ("NFY", &[ROUTING]),
    ("PUT", &[ROUTING]),
    ("DEL", &[ROUTING]),
    ("SDG", &[ROUTING]),
    ("*", &["{text}", "<x a=\"{number}\">{number}</x>"]),
];
