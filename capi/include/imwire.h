/* The C interface of imwire: packets of IPMsg and frames of MSNP as fields with name, value and place.
 *
 * Made of the Rust sources; do not edit it.
 *
 * Nothing allocates and nothing is kept between two calls, except in the imwire_session that you own. Functions may be
 * called from any thread; a session from one at a time.
 *
 * Pointers: what is read (data, with len bytes) may be null if len is 0. What is written (frame, fields with room, count,
 * error, info ...) may be null if you do not want it, arrays also if their room is 0. Everything else has to be good for
 * what the function says. Records and rows are those that this library gave; they are good for ever, as are all
 * names.
 *
 * All functions that return int32_t return IMWIRE_OK or one of the codes after it.
 */
#ifndef IMWIRE_H
#define IMWIRE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* All is well. */
#define IMWIRE_OK 0
/* More bytes are needed: call again with these and those that follow. */
#define IMWIRE_MORE 1
/* It cannot be read: the error says why. */
#define IMWIRE_MALFORMED 2
/* The visitor wanted no more. */
#define IMWIRE_STOPPED 3
/* A pointer is null that may not be, or a number has no meaning. */
#define IMWIRE_ARGUMENT 4
/* Encoded as %20. */
#define IMWIRE_PERCENT 1
/* Two hexadecimal digits to a byte. */
#define IMWIRE_HEX 2
/* The same, the last byte first. */
#define IMWIRE_HEX_REVERSED 3
/* Base64. */
#define IMWIRE_BASE64 4
/* Two colons are one. */
#define IMWIRE_DOUBLED_COLON 5
/* A number without a sign, in number. */
#define IMWIRE_NUMBER 1
/* A number with a sign: its 64 bits are in number. */
#define IMWIRE_SIGNED 2
/* A number of at most 32 bits, in number; imwire_name says which values have names. */
#define IMWIRE_ENUM 3
/* A number of at most 32 bits, in number, whose bits have names: see imwire_name. */
#define IMWIRE_FLAGS 4
/* Text in bytes. Which charset it is in, only the whole packet can say. */
#define IMWIRE_TEXT 5
/* Text in bytes, one of a set of words: see imwire_name. */
#define IMWIRE_WORD 6
/* Data in bytes. */
#define IMWIRE_DATA 7
/* Encoded text or data, in bytes as it is on the wire; imwire_decode undoes the coding in show. */
#define IMWIRE_ENCODED 8
/* Fields of its own, which follow one level deeper; nothing in number and bytes. */
#define IMWIRE_RECORD 9
/* Items, which follow one level deeper; nothing in number and bytes. */
#define IMWIRE_LIST 10
/* It cannot be read: error says why; nothing in number and bytes. */
#define IMWIRE_ERROR 11
/* Shown in decimal. */
#define IMWIRE_SHOW_DECIMAL 0
/* Shown in hexadecimal. */
#define IMWIRE_SHOW_HEX 1
/* Shown as a time: seconds since the start of 1970, UTC. */
#define IMWIRE_SHOW_TIME 2
/* Shown as yes (1) or no (0). */
#define IMWIRE_SHOW_BOOL 3
/* start and end of a field whose place is not known. */
#define IMWIRE_NOWHERE SIZE_MAX
/* What a visitor returns: go on with the next field. */
#define IMWIRE_GO_ON 0
/* What a visitor returns: go on, but pass over what is inside this one. */
#define IMWIRE_PASS_OVER 1
/* What a visitor returns: no more fields. */
#define IMWIRE_STOP 2
/* A link of which nothing is known yet. */
#define IMWIRE_LINK_UNKNOWN 0
/* A dispatch or notification server. */
#define IMWIRE_LINK_NOTIFICATION 1
/* A switchboard. */
#define IMWIRE_LINK_SWITCHBOARD 2
/* MSNFTP. */
#define IMWIRE_LINK_FILE_TRANSFER 3
/* What the client sends. */
#define IMWIRE_ROLE_CLIENT 0
/* What the server sends. */
#define IMWIRE_ROLE_SERVER 1
/* A dialect that is not known. Others are their number: 8 for MSNP8, 0 for CVR0. */
#define IMWIRE_DIALECT_UNKNOWN 255
/* How large an imwire_session is, in words of 64 bits. */
#define IMWIRE_SESSION_WORDS 64

/* What is wrong, with which part, at which byte of the input. Without an error kind is 0. */
typedef struct imwire_error {
    /* The byte, counted from the start of the input. */
    uint64_t at;
    /* The part: see imwire_part_name. */
    uint16_t part;
    /* What is wrong: see imwire_kind_text. */
    uint8_t kind;
} imwire_error;

/* Text that is not ended by NUL, or data. */
typedef struct imwire_bytes {
    /* The first byte; null if there is none. */
    const uint8_t *data;
    /* How many bytes. */
    size_t len;
} imwire_bytes;

/* A row of the table for a field. */
typedef struct imwire_field_info {
    /* The row: to compare, and for imwire_name. */
    const void *row;
    /* Its path, such as "ipmsg.packet.user". */
    imwire_bytes id;
    /* The last part of the path. */
    imwire_bytes name;
    /* The word on the wire that chooses it, if it is one of several forms. */
    imwire_bytes tag;
    /* The record of its fields (IMWIRE_RECORD) or of the items (IMWIRE_LIST); null if there is none. */
    const void *record;
    /* The row of its items (IMWIRE_LIST), for imwire_field_get; null if there are none. */
    const void *item;
    /* What it holds: IMWIRE_NUMBER to IMWIRE_LIST. */
    uint8_t kind;
    /* How a number is shown (IMWIRE_SHOW_HEX) or how bytes are encoded (IMWIRE_BASE64). */
    uint8_t show;
    /* 1: it is not on the wire as such, but follows from other fields. */
    uint8_t derived;
} imwire_field_info;

/* A record of the table. */
typedef struct imwire_record_info {
    /* Protocol and record, such as "ipmsg.packet". */
    imwire_bytes id;
    /* The name of its type, such as "Packet". */
    imwire_bytes name;
    /* How many fields it has. */
    size_t fields;
    /* 1: just one of its fields is there. */
    uint8_t choice;
} imwire_record_info;

/* The name of a number, of bits or of a word. */
typedef struct imwire_name_info {
    /* The number, or the bits that have to be set. */
    uint64_t value;
    /* The word on the wire. */
    imwire_bytes word;
    /* The name, such as "SENDCHECK". */
    imwire_bytes name;
} imwire_name_info;

/* A field of a value. A record or list is a field, and those inside it follow, one level deeper. */
typedef struct imwire_field {
    /* Its row in the table. */
    const void *row;
    /* Its path, such as "ipmsg.packet.user". */
    imwire_bytes id;
    /* The last part of the path. */
    imwire_bytes name;
    /* Text, data or encoded bytes (IMWIRE_TEXT, IMWIRE_WORD, IMWIRE_DATA, IMWIRE_ENCODED); of other kinds
     * null. In an array they are a part of the input; for a visitor they may end with its call. */
    imwire_bytes bytes;
    /* The number (IMWIRE_NUMBER, IMWIRE_SIGNED, IMWIRE_ENUM, IMWIRE_FLAGS); of other kinds 0. */
    uint64_t number;
    /* The place of the first byte that it was read from, counted from the start of the input, or
     * IMWIRE_NOWHERE. */
    size_t start;
    /* The place after the last. */
    size_t end;
    /* Why it cannot be read (IMWIRE_ERROR). */
    imwire_error error;
    /* How deep it is: 0 for those of the value itself. */
    uint8_t depth;
    /* What it holds: IMWIRE_NUMBER to IMWIRE_ERROR. */
    uint8_t kind;
    /* How a number is shown (IMWIRE_SHOW_HEX) or how bytes are encoded (IMWIRE_BASE64). */
    uint8_t show;
    /* 1: it is not on the wire as such, but follows from other fields. */
    uint8_t derived;
} imwire_field;

/* Called for each field, with the context that was given. The field is good until it returns
 * IMWIRE_GO_ON, IMWIRE_PASS_OVER or IMWIRE_STOP. It may call every function of this library. */
typedef int32_t (*imwire_visitor)(void *context, const imwire_field *field);

/* What is known of a connection. It is yours: in your memory, with no pointers in it, so it can be
 * copied and thrown away. imwire_session_init makes it. */
typedef struct imwire_session {
    /* Not to be touched. */
    uint64_t words[IMWIRE_SESSION_WORDS];
} imwire_session;

/* A frame: a command with its payload. */
typedef struct imwire_frame {
    /* How many bytes of the input it is: the next frame begins after them. */
    size_t len;
    /* Where its line begins. */
    size_t line;
    /* How long its line is, without the line end. */
    size_t line_len;
    /* Where its payload begins. */
    size_t payload;
    /* How long its payload is. */
    size_t payload_len;
    /* After IMWIRE_MORE: how many bytes have to follow at the least. */
    size_t needed;
    /* 1: it has a payload, which may be empty. */
    uint8_t has_payload;
    /* The link, as far as it is known: IMWIRE_LINK_SWITCHBOARD. */
    uint8_t link;
    /* The dialect, as far as it is known. */
    uint8_t dialect;
} imwire_frame;

/* The version of this interface: 1. It changes when a program has to be compiled again. */
uint32_t imwire_abi(void);

/* What a kind of error means, such as "not a decimal number". Codes never change. Without such a kind:
 * none. */
imwire_bytes imwire_kind_text(uint8_t kind);

/* The name of a part, such as "packet number". Codes never change. Without such a part: none. */
imwire_bytes imwire_part_name(uint16_t part);

/* Writes the message of an error, such as "packet number: not a decimal number at byte 2", ended by NUL
 * and cut to the room. Returns its length without the NUL, as snprintf does. With no room text may be
 * null. */
size_t imwire_error_text(const imwire_error *error, char *text, size_t room);

/* Decodes the bytes of an encoded field (its coding is in show) into room bytes. Gives the number of
 * bytes that there are, which may be more than were written. */
int32_t imwire_decode(
    uint8_t coding,
    const uint8_t *data,
    size_t len,
    uint8_t *out,
    size_t room,
    size_t *decoded);

/* A record that can be read by itself, by its number from 0; null after the last. All others are
 * reached from these by imwire_record_field. */
const void *imwire_record(size_t number);

/* What a record is. */
int32_t imwire_record_get(const void *record, imwire_record_info *info);

/* A field of a record, by its number from 0. Not IMWIRE_OK: there is no such field. */
int32_t imwire_record_field(const void *record, size_t number, imwire_field_info *info);

/* What a row is. */
int32_t imwire_field_get(const void *row, imwire_field_info *info);

/* The name of a value, of bits or of a word of a field, by its number from 0. Not IMWIRE_OK: there is
 * no such name. */
int32_t imwire_name(const void *row, size_t number, imwire_name_info *info);

/* Reads a datagram of IPMsg, in colon form or as a dictionary (IP2), and shows its fields to the
 * visitor. A body that cannot be read is a field of kind IMWIRE_ERROR. */
int32_t imwire_ipmsg_visit(
    const uint8_t *data,
    size_t len,
    imwire_visitor visitor,
    void *context,
    imwire_error *error);

/* The same with an array of room fields; count is how many there are, which may be more. */
int32_t imwire_ipmsg_fields(
    const uint8_t *data,
    size_t len,
    imwire_field *fields,
    size_t room,
    size_t *count,
    imwire_error *error);

/* Reads the payload of an MSG of MSNP by its Content-Type, and shows its fields to the visitor. */
int32_t imwire_content_visit(
    const uint8_t *data,
    size_t len,
    imwire_visitor visitor,
    void *context,
    imwire_error *error);

/* The same with an array of room fields; count is how many there are, which may be more. */
int32_t imwire_content_fields(
    const uint8_t *data,
    size_t len,
    imwire_field *fields,
    size_t room,
    size_t *count,
    imwire_error *error);

/* Makes a session, of which link and dialect may be known. lenient: 1 takes lone LF, empty lines and
 * lower case too. */
int32_t imwire_session_init(imwire_session *session, uint8_t link, uint8_t dialect, uint8_t lenient);

/* Limits a line and a payload, in bytes; at first they are 8,192 and 1 MiB. */
int32_t imwire_session_limit(imwire_session *session, size_t line, size_t payload);

/* Gives link, dialect and what was offered as one number, to be kept with a packet. */
int32_t imwire_session_save(const imwire_session *session, uint64_t *bits);

/* Takes what imwire_session_save gave. */
int32_t imwire_session_restore(imwire_session *session, uint64_t bits);

/* Forgets an error of a side and what is known of its unfinished frame: its next byte begins a new one. */
int32_t imwire_session_reset(imwire_session *session, uint8_t role);

/* Cuts the next frame of a side off the input, which begins where the last one ended, and shows the
 * fields of its command to the visitor, if it is not null. The session learns link and dialect. With
 * IMWIRE_MORE, call again with the same bytes and those that follow. With IMWIRE_MALFORMED nothing
 * after it can be trusted: see imwire_session_reset. With IMWIRE_OK an error says that the command
 * cannot be read; its frame is good. */
int32_t imwire_msnp_visit(
    imwire_session *session,
    uint8_t role,
    const uint8_t *data,
    size_t len,
    imwire_frame *frame,
    imwire_visitor visitor,
    void *context,
    imwire_error *error);

/* The same with an array of room fields; count is how many there are, which may be more. To call it
 * again with a larger array, keep a copy of the session from before. */
int32_t imwire_msnp_fields(
    imwire_session *session,
    uint8_t role,
    const uint8_t *data,
    size_t len,
    imwire_frame *frame,
    imwire_field *fields,
    size_t room,
    size_t *count,
    imwire_error *error);

#ifdef __cplusplus
}
#endif

#endif
