/* Cairn from C: decode advertisements, adapt gateways' messages, position tags.
 *
 * C89 and later, and C++. Link Cairn::c. Nothing throws, nothing prints, nothing waits. Objects are made by a
 * ..._create() and freed by the matching ..._free(), which takes NULL, too. An object is used by one thread
 * at a time; different objects do not know of each other. Texts that go in end with a zero and are UTF-8;
 * texts and structures that come out live until the callback returns. A callback may be NULL: all is done as
 * with one, and what it would have got goes nowhere.
 *
 * Times are milliseconds since 1970-01-01T00:00:00Z, whole numbers in a double, which is exact until the year
 * 287396; 0 is "not known".
 *
 * The layout of every structure is fixed for a CAIRN_ABI. It changes only together with that number. */
#ifndef CAIRN_H
#define CAIRN_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CAIRN_ABI 1

/* The CAIRN_ABI that the library was built with: compare it before anything else. */
int cairn_abi(void);
/* "0.1.0" */
const char* cairn_version(void);

/* The numbers of cairn::Errc. */
enum cairn_error {
    CAIRN_OK = 0,
    CAIRN_TRUNCATED = 1,
    CAIRN_MALFORMED = 2,
    CAIRN_UNSUPPORTED = 3,
    CAIRN_CORRUPT = 4,
    CAIRN_FULL = 5,
    CAIRN_DENIED = 8
};

/* ---- Decode ---- */

/* A number or a text that a format says. */
typedef struct cairn_reading {
    const char* name;   /* of a quantity, "temperature_c", or of a text, "device" */
    const char* text;   /* NULL for a number */
    double value;       /* 0 for a text */
    int channel;        /* tells several of a kind apart, from 0 */
    int offset;         /* of its bytes in the payload; -1 where they were encrypted */
    int size;           /* of these bytes */
} cairn_reading;

typedef struct cairn_format {
    const char* name;  /* "ruuvi.5" */
    const cairn_reading* readings;
    size_t reading_count;
    int confidence;  /* 1 identifier, 2 layout, 3 verified */
    int protection;  /* 0 none, 1 decrypted, 2 no key, 3 wrong key, 4 replayed, 5 downgraded */
} cairn_format;

typedef void (*cairn_on_format)(void* context, const cairn_format* format);

typedef struct cairn_decoder cairn_decoder;

/* NULL: no memory. */
cairn_decoder* cairn_decoder_create(void);
void cairn_decoder_free(cairn_decoder* decoder);

/* Opens what the device with this address sends encrypted. `key` has 32 hexadecimal digits, or 24 for old
 * MiBeacon devices. CAIRN_MALFORMED: not an address, not a key, or a second one of the device. CAIRN_FULL:
 * 1024 are there. */
int cairn_decoder_add_key(cairn_decoder* decoder, const char* address, const char* key);

/* Decodes the AD structures of an advertisement and calls `on_format` for every format in it. `address` is
 * the advertiser's, 12 digits with or without colons, or NULL. Answers CAIRN_OK, or the first defect; what is
 * sound was delivered all the same. An address that is none is such a defect, CAIRN_MALFORMED, and the rest
 * is decoded as with NULL. No heap. */
int cairn_decode(cairn_decoder* decoder, const unsigned char* payload, size_t payload_size,
                 const char* address, double heard_at_ms, cairn_on_format on_format, void* context);

/* What the last call that answered an error complained of. Static text. */
const char* cairn_decoder_complaint(const cairn_decoder* decoder);

/* ---- Adapt ---- */

typedef struct cairn_advertisement {
    const char* gateway;  /* "moko:D48C49F7909C" */
    const char* tag;      /* "ble:AC233FA03208" */
    const unsigned char* payload;
    size_t payload_size;
    double heard_at_ms;
    int has_rssi;
    int rssi_dbm;
} cairn_advertisement;

/* What a gateway had worked out itself: of a tag, or of itself if `tag` is "". */
typedef struct cairn_fact {
    const char* gateway;
    const char* tag;
    cairn_reading reading;  /* its name is the sender's own where Cairn has none */
    double at_ms;
} cairn_fact;

typedef struct cairn_adapter_callbacks {
    void (*on_advertisement)(void* context, const cairn_advertisement* advertisement);
    void (*on_fact)(void* context, const cairn_fact* fact);
    /* A gateway came or went. */
    void (*on_gateway)(void* context, const char* gateway, int is_online, double at_ms);
    /* A part of the message, or all of it, was refused. `reason` is static text. */
    void (*on_rejected)(void* context, int error, const char* reason);
} cairn_adapter_callbacks;

typedef struct cairn_adapter cairn_adapter;

/* `dialect` is "moko.json" and so on, or NULL to recognise each message's. NULL: not the name of a dialect,
 * or no memory. */
cairn_adapter* cairn_adapter_create(const char* dialect);
void cairn_adapter_free(cairn_adapter* adapter);

/* Delivers all that a message holds before it returns. `callbacks` may be NULL, as each of them. `topic` is
 * the MQTT topic or HTTP path, or "". */
void cairn_adapt(cairn_adapter* adapter, const char* topic, const unsigned char* payload, size_t payload_size,
                 double now_ms, const cairn_adapter_callbacks* callbacks, void* context);

/* ---- Position ---- */

typedef struct cairn_position {
    const char* tag;
    const char* floor;
    const char* zone;  /* "": not known */
    double at_ms;
    double x_m;
    double y_m;
    double radius68_m;
    double variance_x_m2;
    double variance_y_m2;
    double covariance_xy_m2;
    double zone_score;
} cairn_position;

typedef void (*cairn_on_position)(void* context, const cairn_position* position);

/* One gateway's part in a position. */
typedef struct cairn_evidence {
    const char* gateway;
    double rssi_dbm;      /* mean of the hearings that count; 0 without any */
    double expected_dbm;  /* what the radio map says of this tag there; 0: the method has no map */
    double distance_m;    /* heights included */
    int heard_count;      /* 0: it was expected to hear the tag, and did not */
} cairn_evidence;

/* Why a position is what it is. */
typedef struct cairn_reasons {
    const cairn_evidence* evidence;  /* strongest first, then those that did not hear it */
    size_t evidence_count;
    const char* next_zone;  /* the runner-up; "": there is none */
    double next_zone_score;
    double zone_since_ms;  /* when the tag began to cross into its zone, or out of the one before */
    double other_x_m;      /* where the tag may be just as well, if is_ambiguous */
    double other_y_m;
    int is_zone_unknown;  /* an empty zone without this is a place outside all zones */
    int is_ambiguous;
    int method;       /* 0 weighted centroid, 1 grid filter, 2 zones alone: x and y mean nothing */
    int calibration;  /* 0 none, 1 automatic, 2 references, 3 survey */
} cairn_reasons;

typedef void (*cairn_on_reasons)(void* context, const cairn_position* position, const cairn_reasons* reasons);

typedef struct cairn_positioner cairn_positioner;

/* Describe the site first, then call cairn_positioner_start(). NULL: no memory. */
cairn_positioner* cairn_positioner_create(void);
void cairn_positioner_free(cairn_positioner* positioner);

/* A name has 1 to 31 bytes of UTF-8. All answer CAIRN_MALFORMED for a name or id that is none, and when the
 * positioner has started: its site stays as it is. */
int cairn_positioner_add_floor(cairn_positioner* positioner, const char* name, double width_m,
                               double height_m);
int cairn_positioner_add_gateway(cairn_positioner* positioner, const char* id, const char* floor, double x_m,
                                 double y_m, double z_m);
/* `corners_m` holds `corner_count` pairs of x and y. */
int cairn_positioner_add_zone(cairn_positioner* positioner, const char* name, const char* floor,
                              const double* corners_m, size_t corner_count);
/* CAIRN_MALFORMED: the site contradicts itself, or the positioner has started already. */
int cairn_positioner_start(cairn_positioner* positioner);

/* CAIRN_MALFORMED: not ids, an RSSI outside -127 to 20, or not started. */
int cairn_positioner_observe(cairn_positioner* positioner, const char* tag, const char* gateway,
                             double heard_at_ms, int rssi_dbm);
/* Delivers a position for every tag heard since the tick before. Call about once a second. */
void cairn_positioner_tick(cairn_positioner* positioner, double now_ms, cairn_on_position on_position,
                           void* context);
/* The same, with the reasons. */
void cairn_positioner_tick_with_reasons(cairn_positioner* positioner, double now_ms,
                                        cairn_on_reasons on_reasons, void* context);
const char* cairn_positioner_complaint(const cairn_positioner* positioner);

#ifdef __cplusplus
}
#endif

#endif
