/* Shows the fields of a datagram of IPMsg, or of what one side of an MSNP connection sent.
 *
 *   fields ipmsg <FILE
 *   fields client <FILE
 *   fields server <FILE
 */
#include "imwire.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void put(imwire_bytes bytes) {
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = bytes.data[i];
        if (byte >= ' ' && byte <= '~')
            putchar(byte);
        else
            printf("\\x%02x", byte);
    }
}

/* Whether the field has that name: its bits are set, or it is that word or that number. */
static int is_named(const imwire_field *field, const imwire_name_info *name) {
    switch (field->kind) {
    case IMWIRE_FLAGS:
        return name->value != 0 && (field->number & name->value) == name->value;
    case IMWIRE_WORD:
        return name->word.len == field->bytes.len && memcmp(name->word.data, field->bytes.data, name->word.len) == 0;
    default:
        return field->number == name->value;
    }
}

static void put_names(const imwire_field *field) {
    imwire_name_info name;
    for (size_t i = 0; imwire_name(field->row, i, &name) == IMWIRE_OK; i++) {
        if (is_named(field, &name)) {
            putchar(' ');
            put(name.name);
        }
    }
}

static void put_error(const imwire_error *error) {
    char text[128];
    imwire_error_text(error, text, sizeof text);
    printf("(%s)", text);
}

static int32_t show(void *context, const imwire_field *field) {
    size_t *count = context;
    ++*count;
    printf("%*s", 2 + 2 * field->depth, "");
    put(field->name);
    if (field->start != IMWIRE_NOWHERE)
        printf(" [%zu..%zu]", field->start, field->end);
    putchar(' ');
    switch (field->kind) {
    case IMWIRE_NUMBER:
        printf(field->show == IMWIRE_SHOW_HEX ? "0x%" PRIx64 : "%" PRIu64, field->number);
        break;
    case IMWIRE_SIGNED:
        printf("%" PRId64, (int64_t)field->number);
        break;
    case IMWIRE_ENUM:
    case IMWIRE_FLAGS:
        printf("0x%" PRIx64, field->number);
        put_names(field);
        break;
    case IMWIRE_WORD:
        put(field->bytes);
        put_names(field);
        break;
    case IMWIRE_ENCODED: {
        uint8_t room[256];
        size_t len = 0;
        imwire_decode(field->show, field->bytes.data, field->bytes.len, room, sizeof room, &len);
        put((imwire_bytes){room, len < sizeof room ? len : sizeof room});
        break;
    }
    case IMWIRE_ERROR:
        put_error(&field->error);
        break;
    default:
        put(field->bytes);
    }
    putchar('\n');
    return IMWIRE_GO_ON;
}

static int msnp(uint8_t role, const uint8_t *data, size_t len) {
    imwire_session session;
    imwire_session_init(&session, IMWIRE_LINK_UNKNOWN, IMWIRE_DIALECT_UNKNOWN, 0);
    imwire_frame frame;
    imwire_error error;
    size_t count = 0;
    int32_t status;
    while ((status = imwire_msnp_visit(&session, role, data, len, &frame, show, &count, &error)) == IMWIRE_OK) {
        printf("frame of %zu bytes", frame.len);
        if (error.kind != 0) {
            putchar(' ');
            put_error(&error);
        }
        putchar('\n');
        /* Its places count from the start of the payload. What is no MSG has no Content-Type to read it by. */
        if (frame.has_payload && frame.line_len > 3 && memcmp(data + frame.line, "MSG", 3) == 0 &&
            imwire_content_visit(data + frame.payload, frame.payload_len, show, &count, &error) != IMWIRE_OK) {
            printf("payload ");
            put_error(&error);
            putchar('\n');
        }
        data += frame.len;
        len -= frame.len;
    }
    if (status == IMWIRE_MORE)
        printf("%zu bytes left\n", len);
    else
        put_error(&error);
    return status == IMWIRE_MORE ? 0 : 1;
}

int main(int argc, char **argv) {
    static uint8_t data[1 << 20];
    size_t len = fread(data, 1, sizeof data, stdin);
    if (argc != 2 || imwire_abi() != 1) {
        fprintf(stderr, "usage: fields ipmsg|client|server <FILE\n");
        return 2;
    }
    if (strcmp(argv[1], "ipmsg") != 0)
        return msnp(strcmp(argv[1], "server") == 0 ? IMWIRE_ROLE_SERVER : IMWIRE_ROLE_CLIENT, data, len);
    /* The same in an array. */
    imwire_field fields[64];
    size_t count = 0;
    imwire_error error;
    int32_t status = imwire_ipmsg_fields(data, len, fields, 64, &count, &error);
    for (size_t i = 0, shown = 0; i < count && i < 64; i++)
        show(&shown, &fields[i]);
    if (status == IMWIRE_MALFORMED) {
        put_error(&error);
        putchar('\n');
    }
    return status == IMWIRE_OK ? 0 : 1;
}
