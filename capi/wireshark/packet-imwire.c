/* Wireshark shows IPMsg and MSNP by imwire. It knows neither protocol: fields, filters and names of flags come from the
 * field table of the library, values from its visitor.
 */
#define WS_BUILD_DLL
#include <epan/conversation.h>
#include <epan/expert.h>
#include <epan/packet.h>
#include <epan/proto_data.h>
#include <epan/strutil.h>
#include <ws_version.h>
#include "imwire.h"

WS_DLL_PUBLIC_DEF const char plugin_version[] = "0.1.0";
WS_DLL_PUBLIC_DEF const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
WS_DLL_PUBLIC_DEF const int plugin_want_minor = WIRESHARK_VERSION_MINOR;
WS_DLL_PUBLIC void plugin_register(void);

static int proto_ipmsg = -1, proto_msnp = -1, ett = -1;
static expert_field ei_ipmsg = EI_INIT, ei_msnp = EI_INIT;
static dissector_handle_t ipmsg_handle, msnp_handle;

/* ---- the table ---- */

/* A field, by its id. */
typedef struct {
    int hf;
    enum ftenum type;
    size_t names_len;
    uint64_t *bits; /* of flags: the bits of each name, */
    int *bit_hfs;   /* and the field of it */
} column;

static GHashTable *columns;

static char *copied(imwire_bytes bytes) { return g_strndup((const char *)bytes.data, bytes.len); }

static value_string *names_of(const imwire_field_info *info, size_t len) {
    value_string *names = g_new0(value_string, len + 1);
    imwire_name_info name;
    for (size_t i = 0; i < len && imwire_name(info->row, i, &name) == IMWIRE_OK; i++)
        names[i] = (value_string){ (uint32_t)name.value, copied(name.name) };
    return names;
}

static void add_column(const imwire_field_info *info) {
    char *id = copied(info->id);
    if (g_hash_table_contains(columns, id)) {
        g_free(id);
        return;
    }
    column *found = g_new0(column, 1);
    g_hash_table_insert(columns, id, found);
    while (imwire_name(info->row, found->names_len, NULL) == IMWIRE_OK)
        found->names_len++;
    header_field_info field = { copied(info->name), id, FT_STRING, BASE_NONE, NULL, 0, NULL, HFILL };
    /* Enumerations and flags have 32 bits at most. Numbers in hexadecimal seldom have more: a larger one is shown as text. */
    switch (info->kind) {
    case IMWIRE_NUMBER:
        field.type = info->show == IMWIRE_SHOW_HEX ? FT_UINT32 : FT_UINT64;
        field.display = info->show == IMWIRE_SHOW_HEX ? BASE_HEX : BASE_DEC;
        if (info->show == IMWIRE_SHOW_TIME) {
            field.type = FT_ABSOLUTE_TIME;
            field.display = ABSOLUTE_TIME_UTC;
        }
        break;
    case IMWIRE_ENUM:
        field.type = FT_UINT32;
        field.display = BASE_HEX;
        field.strings = VALS(names_of(info, found->names_len));
        break;
    case IMWIRE_FLAGS:
        field.type = FT_UINT32;
        field.display = BASE_HEX;
        break;
    case IMWIRE_DATA:
        field.type = FT_BYTES;
        break;
    case IMWIRE_RECORD:
    case IMWIRE_LIST:
        field.type = FT_NONE;
    }
    found->type = field.type;
    size_t bits = info->kind == IMWIRE_FLAGS ? found->names_len : 0;
    hf_register_info *rows = g_new0(hf_register_info, 1 + bits);
    found->hf = -1;
    rows[0] = (hf_register_info){ &found->hf, field };
    found->bits = g_new0(uint64_t, bits);
    found->bit_hfs = g_new(int, bits);
    for (size_t i = 0; i < bits; i++) {
        imwire_name_info name;
        imwire_name(info->row, i, &name);
        char *label = copied(name.name), *lower = g_ascii_strdown(label, -1);
        found->bits[i] = name.value;
        found->bit_hfs[i] = -1;
        rows[1 + i] = (hf_register_info){ &found->bit_hfs[i],
                                          { label, g_strconcat(id, ".", lower, NULL), FT_BOOLEAN, 32, NULL, name.value, NULL, HFILL } };
    }
    proto_register_field_array(g_str_has_prefix(id, "msnp") ? proto_msnp : proto_ipmsg, rows, (int)(1 + bits));
}

static void add_record(const void *record, GHashTable *seen) {
    if (!g_hash_table_add(seen, (void *)record))
        return;
    imwire_field_info info;
    for (size_t i = 0; imwire_record_field(record, i, &info) == IMWIRE_OK; i++) {
        add_column(&info);
        if (info.record)
            add_record(info.record, seen);
        if (info.item && imwire_field_get(info.item, &info) == IMWIRE_OK)
            add_column(&info);
    }
}

/* ---- values ---- */

typedef struct {
    tvbuff_t *tvb;
    packet_info *pinfo;
    expert_field *expert;
    proto_tree *trees[20]; /* of each depth */
    const char *mode;      /* the name of the command of a packet */
} walk;

/* Bytes that may be text. */
static char *text_of(walk *to, const imwire_field *field) {
    const uint8_t *bytes = field->bytes.data;
    size_t len = field->bytes.len;
    if (field->kind == IMWIRE_ENCODED) {
        uint8_t *room = wmem_alloc(to->pinfo->pool, len + 1);
        imwire_decode(field->show, bytes, len, room, len + 1, &len);
        bytes = room;
    }
    return format_text(to->pinfo->pool, bytes, len);
}

static int32_t show(void *context, const imwire_field *field) {
    walk *to = context;
    proto_tree *tree = to->trees[MIN(field->depth, 18)];
    bool placed = field->start != IMWIRE_NOWHERE;
    int start = placed ? (int)field->start : 0, len = placed ? (int)(field->end - field->start) : 0;
    char *id = wmem_strndup(to->pinfo->pool, (const char *)field->id.data, field->id.len);
    column *found = g_hash_table_lookup(columns, id);
    enum ftenum type = found ? found->type : FT_FRAMENUM;
    proto_item *item = NULL;
    if (field->kind == IMWIRE_ERROR) {
        char text[160];
        imwire_error_text(&field->error, text, sizeof text);
        proto_tree_add_expert_format(tree, to->pinfo, to->expert, to->tvb, start, len, "%s", text);
        return IMWIRE_GO_ON;
    }
    if ((field->kind == IMWIRE_RECORD || field->kind == IMWIRE_LIST) && type == FT_NONE) {
        item = proto_tree_add_item(tree, found->hf, to->tvb, start, len, ENC_NA);
    } else if (type == FT_UINT64 && field->kind == IMWIRE_SIGNED) {
        item = proto_tree_add_uint64_format_value(tree, found->hf, to->tvb, start, len, field->number, "%" PRId64, (int64_t)field->number);
    } else if (type == FT_UINT32 && field->kind <= IMWIRE_FLAGS && field->kind != IMWIRE_SIGNED && field->number <= UINT32_MAX) {
        item = proto_tree_add_uint(tree, found->hf, to->tvb, start, len, (uint32_t)field->number);
    } else if (type == FT_UINT64 && field->kind <= IMWIRE_FLAGS) {
        item = proto_tree_add_uint64(tree, found->hf, to->tvb, start, len, field->number);
    } else if (type == FT_ABSOLUTE_TIME && field->kind == IMWIRE_NUMBER) {
        nstime_t time = { (time_t)field->number, 0 };
        item = proto_tree_add_time(tree, found->hf, to->tvb, start, len, &time);
    } else if (type == FT_STRING && field->kind >= IMWIRE_TEXT && field->kind <= IMWIRE_ENCODED) {
        item = proto_tree_add_string(tree, found->hf, to->tvb, start, len, text_of(to, field));
    } else if (type == FT_BYTES && field->kind == IMWIRE_DATA) {
        item = proto_tree_add_bytes_with_length(tree, found->hf, to->tvb, start, len, field->bytes.data, (int)field->bytes.len);
    } else {
        /* Not in the table, or of another kind there, or with more bits. */
        char *name = wmem_strndup(to->pinfo->pool, (const char *)field->name.data, field->name.len);
        const char *format = field->kind == IMWIRE_SIGNED ? "%" PRId64 : type == FT_UINT32 ? "0x%" PRIx64 : "%" PRIu64;
        char *value = field->bytes.data ? text_of(to, field) : wmem_strdup_printf(to->pinfo->pool, format, field->number);
        bool inside = field->kind == IMWIRE_RECORD || field->kind == IMWIRE_LIST;
        to->trees[MIN(field->depth, 18) + 1] =
            proto_tree_add_subtree_format(tree, to->tvb, start, len, ett, NULL, inside ? "%s" : "%s: %s", name, value);
        return IMWIRE_GO_ON;
    }
    if (field->derived)
        proto_item_set_generated(item);
    if (field->kind == IMWIRE_ENUM && !to->mode && strcmp(id, "ipmsg.packet.mode") == 0) {
        imwire_name_info name;
        for (size_t i = 0; imwire_name(field->row, i, &name) == IMWIRE_OK; i++)
            if (name.value == field->number)
                to->mode = wmem_strndup(to->pinfo->pool, (const char *)name.name.data, name.name.len);
    }
    proto_tree *inside = proto_item_add_subtree(item, ett);
    to->trees[MIN(field->depth, 18) + 1] = inside;
    if (field->kind == IMWIRE_FLAGS)
        for (size_t i = 0; i < found->names_len; i++)
            proto_tree_add_boolean(inside, found->bit_hfs[i], to->tvb, start, len, (uint32_t)(field->number & found->bits[i]));
    return IMWIRE_GO_ON;
}

static void put_error(walk *to, proto_tree *tree, const imwire_error *error) {
    char text[160];
    imwire_error_text(error, text, sizeof text);
    int at = (int)MIN(error->at, tvb_captured_length(to->tvb));
    proto_tree_add_expert_format(tree, to->pinfo, to->expert, to->tvb, at, tvb_captured_length(to->tvb) - at, "%s", text);
}

/* ---- IPMsg: a datagram, or a request over TCP ---- */

static bool is_ipmsg(tvbuff_t *tvb) {
    unsigned len = tvb_captured_length(tvb);
    return imwire_ipmsg_fields(tvb_get_ptr(tvb, 0, len), len, NULL, 0, NULL, NULL) == IMWIRE_OK;
}

static int dissect_ipmsg(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_) {
    unsigned len = tvb_captured_length(tvb);
    if (len == 0)
        return 0;
    col_set_str(pinfo->cinfo, COL_PROTOCOL, "IPMsg");
    proto_item *item = proto_tree_add_item(tree, proto_ipmsg, tvb, 0, -1, ENC_NA);
    walk to = { tvb, pinfo, &ei_ipmsg, { proto_item_add_subtree(item, ett) }, NULL };
    imwire_error error;
    if (imwire_ipmsg_visit(tvb_get_ptr(tvb, 0, len), len, show, &to, &error) == IMWIRE_MALFORMED)
        put_error(&to, to.trees[0], &error);
    col_set_str(pinfo->cinfo, COL_INFO, to.mode ? to.mode : "packet");
    if (to.mode)
        proto_item_append_text(item, ", %s", to.mode);
    return (int)len;
}

/* Of a file that is transferred nothing is a packet. */
static int dissect_ipmsg_tcp(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    return is_ipmsg(tvb) ? dissect_ipmsg(tvb, pinfo, tree, data) : 0;
}

static bool starts_like_ipmsg(tvbuff_t *tvb) {
    unsigned len = tvb_captured_length(tvb);
    return len > 8 && (tvb_memeql(tvb, 0, (const uint8_t *)"IP2:", 4) == 0 || tvb_memeql(tvb, 0, (const uint8_t *)"1:", 2) == 0 ||
                       tvb_memeql(tvb, 0, (const uint8_t *)"1_", 2) == 0);
}

static gboolean heuristic_ipmsg(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    return starts_like_ipmsg(tvb) && is_ipmsg(tvb) && dissect_ipmsg(tvb, pinfo, tree, data) > 0;
}

/* ---- MSNP: a stream; what is known goes with the conversation, and as a number with each frame ---- */

typedef struct {
    uint64_t bits;
    uint32_t client_port;
} known;

static known *known_of(packet_info *pinfo) {
    conversation_t *conversation = find_or_create_conversation(pinfo);
    known *found = conversation_get_proto_data(conversation, proto_msnp);
    if (!found) {
        found = wmem_new0(wmem_file_scope(), known);
        imwire_session session;
        imwire_session_init(&session, IMWIRE_LINK_UNKNOWN, IMWIRE_DIALECT_UNKNOWN, 1);
        imwire_session_save(&session, &found->bits);
        found->client_port = pinfo->srcport == 1863 ? pinfo->destport : pinfo->srcport;
        conversation_add_proto_data(conversation, proto_msnp, found);
    }
    return found;
}

static int dissect_msnp(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_) {
    known *now = known_of(pinfo);
    uint8_t role = pinfo->srcport == now->client_port ? IMWIRE_ROLE_CLIENT : IMWIRE_ROLE_SERVER;
    unsigned len = tvb_captured_length(tvb), at = 0;
    col_set_str(pinfo->cinfo, COL_PROTOCOL, "MSNP");
    col_clear(pinfo->cinfo, COL_INFO);
    while (at < len) {
        uint32_t key = (uint32_t)pinfo->curr_layer_num << 24 | at;
        uint64_t *before = p_get_proto_data(wmem_file_scope(), pinfo, proto_msnp, key);
        if (!before) {
            before = wmem_new(wmem_file_scope(), uint64_t);
            *before = now->bits;
            p_add_proto_data(wmem_file_scope(), pinfo, proto_msnp, key, before);
        }
        imwire_session session;
        imwire_session_init(&session, IMWIRE_LINK_UNKNOWN, IMWIRE_DIALECT_UNKNOWN, 1);
        imwire_session_restore(&session, *before);
        const uint8_t *bytes = tvb_get_ptr(tvb, at, len - at);
        imwire_session cut = session;
        imwire_frame frame;
        imwire_error error;
        int32_t status = imwire_msnp_visit(&cut, role, bytes, len - at, &frame, NULL, NULL, &error);
        if (status == IMWIRE_MORE && pinfo->can_desegment) {
            pinfo->desegment_offset = (int)at;
            pinfo->desegment_len = frame.needed > 2 ? (uint32_t)frame.needed : DESEGMENT_ONE_MORE_SEGMENT;
            return (int)len;
        }
        bool whole = status == IMWIRE_OK;
        tvbuff_t *part = tvb_new_subset_length(tvb, (int)at, (int)(whole ? frame.len : len - at));
        proto_item *item = proto_tree_add_item(tree, proto_msnp, part, 0, -1, ENC_NA);
        walk to = { part, pinfo, &ei_msnp, { proto_item_add_subtree(item, ett) }, NULL };
        if (!whole) {
            if (status == IMWIRE_MALFORMED)
                put_error(&to, to.trees[0], &error);
            return (int)len;
        }
        imwire_msnp_visit(&session, role, bytes, len - at, &frame, show, &to, &error);
        if (error.kind != 0)
            put_error(&to, to.trees[0], &error);
        const char *line = format_text(pinfo->pool, bytes + frame.line, MIN(frame.line_len, 80));
        proto_item_append_text(item, ", %s", line);
        col_append_sep_str(pinfo->cinfo, COL_INFO, " | ", line);
        if (frame.has_payload && frame.payload_len > 0) {
            tvbuff_t *payload = tvb_new_subset_length(part, (int)frame.payload, (int)frame.payload_len);
            walk inner = { payload, pinfo, &ei_msnp, { to.trees[0] }, NULL };
            if (bytes[frame.line] == 'M')
                imwire_content_visit(bytes + frame.payload, frame.payload_len, show, &inner, NULL);
        }
        if (!PINFO_FD_VISITED(pinfo))
            imwire_session_save(&session, &now->bits);
        at += (unsigned)frame.len;
    }
    return (int)len;
}

/* The first command of a client, on any port. */
static gboolean heuristic_msnp(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    if (tvb_captured_length(tvb) < 8 || (tvb_memeql(tvb, 0, (const uint8_t *)"VER 1 MSNP", 8) != 0 && tvb_memeql(tvb, 0, (const uint8_t *)"ANS 1 ", 6) != 0))
        return FALSE;
    conversation_set_dissector(find_or_create_conversation(pinfo), msnp_handle);
    dissect_msnp(tvb, pinfo, tree, data);
    return TRUE;
}

/* ---- registration ---- */

static void register_protocols(void) {
    static int *etts[] = { &ett };
    static ei_register_info ipmsg_errors[] = {
        { &ei_ipmsg, { "ipmsg.malformed", PI_MALFORMED, PI_WARN, "Cannot be read", EXPFILL } }
    };
    static ei_register_info msnp_errors[] = {
        { &ei_msnp, { "msnp.malformed", PI_MALFORMED, PI_WARN, "Cannot be read", EXPFILL } }
    };
    proto_ipmsg = proto_register_protocol("IP Messenger", "IPMsg", "ipmsg");
    proto_msnp = proto_register_protocol("MSN Messenger (imwire)", "MSNP", "msnp");
    columns = g_hash_table_new(g_str_hash, g_str_equal);
    GHashTable *seen = g_hash_table_new(NULL, NULL);
    const void *record;
    for (size_t i = 0; (record = imwire_record(i)) != NULL; i++)
        add_record(record, seen);
    g_hash_table_destroy(seen);
    proto_register_subtree_array(etts, array_length(etts));
    expert_register_field_array(expert_register_protocol(proto_ipmsg), ipmsg_errors, array_length(ipmsg_errors));
    expert_register_field_array(expert_register_protocol(proto_msnp), msnp_errors, array_length(msnp_errors));
}

static void register_handoff(void) {
    ipmsg_handle = create_dissector_handle(dissect_ipmsg, proto_ipmsg);
    msnp_handle = create_dissector_handle(dissect_msnp, proto_msnp);
    dissector_add_uint_with_preference("udp.port", 2425, ipmsg_handle);
    dissector_add_uint_with_preference("tcp.port", 2425, create_dissector_handle(dissect_ipmsg_tcp, proto_ipmsg));
    dissector_add_uint_with_preference("tcp.port", 1863, msnp_handle);
    heur_dissector_add("udp", heuristic_ipmsg, "IPMsg over UDP", "ipmsg_udp", proto_ipmsg, HEURISTIC_ENABLE);
    heur_dissector_add("tcp", heuristic_msnp, "MSNP over TCP", "msnp_tcp", proto_msnp, HEURISTIC_ENABLE);
}

void plugin_register(void) {
    static proto_plugin plugin = { register_protocols, register_handoff };
    proto_register_plugin(&plugin);
}
