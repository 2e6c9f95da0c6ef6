/* Uses all of cairn.h from C89, and holds its ABI. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cairn.h"

/* The ABI of machines with 64-bit pointers: an array of a negative size does not compile. */
#define HOLDS(name, condition) typedef char name[(condition) ? 1 : -1]
HOLDS(error_numbers, CAIRN_MALFORMED == 2 && CAIRN_FULL == 5 && CAIRN_DENIED == 8);
HOLDS(reading_size, sizeof(void*) != 8 || sizeof(cairn_reading) == 40);
HOLDS(reading_value, sizeof(void*) != 8 || offsetof(cairn_reading, value) == 16);
HOLDS(reading_size_place, sizeof(void*) != 8 || offsetof(cairn_reading, size) == 32);
HOLDS(format_size, sizeof(void*) != 8 || sizeof(cairn_format) == 32);
HOLDS(advertisement_size, sizeof(void*) != 8 || sizeof(cairn_advertisement) == 48);
HOLDS(fact_size, sizeof(void*) != 8 || sizeof(cairn_fact) == 64);
HOLDS(callbacks_size, sizeof(void*) != 8 || sizeof(cairn_adapter_callbacks) == 32);
HOLDS(position_size, sizeof(void*) != 8 || sizeof(cairn_position) == 88);
HOLDS(evidence_size, sizeof(void*) != 8 || sizeof(cairn_evidence) == 40);
HOLDS(evidence_count_place, sizeof(void*) != 8 || offsetof(cairn_evidence, heard_count) == 32);
HOLDS(reasons_size, sizeof(void*) != 8 || sizeof(cairn_reasons) == 72);
HOLDS(reasons_calibration, sizeof(void*) != 8 || offsetof(cairn_reasons, calibration) == 68);

static int failures = 0;

static void check(int is_true, const char* what) {
    if (is_true) return;
    ++failures;
    printf("FAILED: %s\n", what);
}

static const double noon_ms = 1800000000000.0;

/* Ruuvi data format 5, the vendor's published example. */
static const unsigned char ruuvi[] = {0x02, 0x01, 0x06, 0x1B, 0xFF, 0x99, 0x04, 0x05, 0x12, 0xFC, 0x53,
                                      0x94, 0xC3, 0x7C, 0x00, 0x04, 0xFF, 0xFC, 0x04, 0x0C, 0xAC, 0x36,
                                      0x42, 0x00, 0xCD, 0xCB, 0xB8, 0x33, 0x4C, 0x88, 0x4F};

typedef struct seen {
    int formats;
    int advertisements;
    int facts;
    int gateways;
    int rejections;
    int positions;
    double temperature_c;
    char text[64];
} seen;

static void on_format(void* context, const cairn_format* format) {
    seen* all = (seen*)context;
    size_t i;
    ++all->formats;
    check(strcmp(format->name, "ruuvi.5") == 0, "the format's name");
    check(format->confidence >= 2 && format->protection == 0, "confidence and protection");
    for (i = 0; i < format->reading_count; ++i) {
        const cairn_reading* reading = &format->readings[i];
        if (strcmp(reading->name, "temperature_c") == 0) {
            all->temperature_c = reading->value;
            check(reading->text == NULL && reading->offset == 8 && reading->size == 2, "a number's bytes");
        }
        if (reading->text != NULL) strncpy(all->text, reading->text, sizeof all->text - 1);
    }
}

static void test_decode(void) {
    cairn_decoder* decoder = cairn_decoder_create();
    seen all;
    memset(&all, 0, sizeof all);
    check(decoder != NULL, "a decoder");
    check(cairn_decode(decoder, ruuvi, sizeof ruuvi, NULL, 0, on_format, &all) == CAIRN_OK, "decode");
    check(all.formats == 1 && all.temperature_c > 24.29 && all.temperature_c < 24.31, "24.3 degrees");
    check(strcmp(all.text, "CBB8334C884F") == 0, "the embedded address");
    check(cairn_decode(decoder, ruuvi, sizeof ruuvi - 1, "CB:B8:33:4C:88:4F", noon_ms, on_format, &all) ==
              CAIRN_TRUNCATED,
          "a truncated advertisement");
    check(strlen(cairn_decoder_complaint(decoder)) > 0, "a complaint");
    check(cairn_decoder_add_key(decoder, "CBB8334C884F", "231d39c1d7cc1ab1aee224cd096db932") == CAIRN_OK,
          "a key");
    check(cairn_decoder_add_key(decoder, "CBB8334C884F", "231d39c1d7cc1ab1aee224cd096db932") ==
              CAIRN_MALFORMED,
          "a second key");
    check(cairn_decoder_add_key(decoder, "CBB8334C884E", "xyz") == CAIRN_MALFORMED, "no key");
    cairn_decoder_free(decoder);
    cairn_decoder_free(NULL);
}

static void test_addresses_that_are_none(void) {
    static const char* const wrong[] = {"CB", "zz", ""};
    cairn_decoder* decoder = cairn_decoder_create();
    seen all;
    size_t i;
    for (i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
        memset(&all, 0, sizeof all);
        check(cairn_decode(decoder, ruuvi, sizeof ruuvi - 1, wrong[i], 0, on_format, &all) == CAIRN_MALFORMED,
              "the first defect is the address");
        check(cairn_decode(decoder, ruuvi, sizeof ruuvi, wrong[i], 0, on_format, &all) == CAIRN_MALFORMED,
              "no address");
        check(strlen(cairn_decoder_complaint(decoder)) > 0, "a complaint of the address");
        check(all.formats == 1 && strcmp(all.text, "CBB8334C884F") == 0, "what is sound is delivered");
    }
    cairn_decoder_free(decoder);
}

static void test_decode_without_callback(void) {
    cairn_decoder* decoder = cairn_decoder_create();
    check(cairn_decode(decoder, ruuvi, sizeof ruuvi, NULL, 0, NULL, NULL) == CAIRN_OK, "sound, to nobody");
    check(cairn_decode(decoder, ruuvi, sizeof ruuvi - 1, NULL, 0, NULL, NULL) == CAIRN_TRUNCATED,
          "truncated, to nobody");
    cairn_decoder_free(decoder);
}

static void on_advertisement(void* context, const cairn_advertisement* advertisement) {
    seen* all = (seen*)context;
    ++all->advertisements;
    check(strcmp(advertisement->gateway, "minew:AC233FC001EA") == 0, "the gateway");
    check(strcmp(advertisement->tag, "ble:AC233FA03208") == 0, "the tag");
    check(advertisement->has_rssi && advertisement->rssi_dbm == -79, "the RSSI");
    check(advertisement->payload_size == 21 && advertisement->payload[0] == 2, "the payload");
}
static void on_fact(void* context, const cairn_fact* fact) {
    seen* all = (seen*)context;
    ++all->facts;
    check(strcmp(fact->tag, "") == 0 && fact->reading.text == NULL, "a fact of the gateway's");
}
static void on_gateway(void* context, const char* gateway, int is_online, double at_ms) {
    seen* all = (seen*)context;
    ++all->gateways;
    check(strcmp(gateway, "minew:AC233FC001EA") == 0 && is_online && at_ms > 0, "the gateway is there");
}
static void on_rejected(void* context, int error, const char* reason) {
    seen* all = (seen*)context;
    ++all->rejections;
    check(error > 0 && strlen(reason) > 0, "a reason");
}

static void test_adapt(void) {
    static const char message[] =
        "[{\"timestamp\":\"2019-08-01T05:54:25Z\",\"type\":\"Gateway\",\"mac\":\"AC233FC001EA\","
        "\"gatewayFree\":98},"
        "{\"timestamp\":\"2019-08-01T05:54:25Z\",\"type\":\"Unknown\",\"mac\":\"AC233FA03208\",\"rssi\":-79,"
        "\"rawData\":\"0201060303E1FF0D16E1FFA10264000832A03F23AC\"}]";
    cairn_adapter_callbacks callbacks;
    cairn_adapter* adapter = cairn_adapter_create(NULL);
    seen all;
    memset(&all, 0, sizeof all);
    callbacks.on_advertisement = on_advertisement;
    callbacks.on_fact = on_fact;
    callbacks.on_gateway = on_gateway;
    callbacks.on_rejected = on_rejected;
    check(adapter != NULL, "an adapter");
    cairn_adapt(adapter, "/gw/ac233fc001ea/status", (const unsigned char*)message, sizeof message - 1,
                noon_ms, &callbacks, &all);
    check(all.advertisements == 1 && all.facts == 1 && all.gateways == 1 && all.rejections == 0,
          "one of each");
    cairn_adapt(adapter, "", (const unsigned char*)"?", 1, noon_ms, &callbacks, &all);
    check(all.rejections == 1, "a refusal");
    memset(&callbacks, 0, sizeof callbacks);
    cairn_adapt(adapter, "", (const unsigned char*)message, sizeof message - 1, noon_ms, &callbacks, NULL);
    cairn_adapt(adapter, "", (const unsigned char*)message, sizeof message - 1, noon_ms, NULL, NULL);
    cairn_adapt(adapter, "", (const unsigned char*)"?", 1, noon_ms, NULL, NULL);
    cairn_adapter_free(adapter);
    cairn_adapter_free(NULL);
    check(cairn_adapter_create("no.such") == NULL, "an unknown dialect");
}

static void on_position(void* context, const cairn_position* position) {
    seen* all = (seen*)context;
    ++all->positions;
    check(strcmp(position->tag, "ble:AC233FA03208") == 0 && strcmp(position->floor, "ground") == 0,
          "whose position");
    check(strcmp(position->zone, "dock") == 0, "its zone");
    check(position->x_m >= 0 && position->x_m <= 10 && position->radius68_m > 0, "its place");
}

static void on_reasons(void* context, const cairn_position* position, const cairn_reasons* reasons) {
    on_position(context, position);
    check(reasons->evidence_count == 2 && strcmp(reasons->evidence[0].gateway, "moko:A") == 0,
          "who heard it");
    check(reasons->evidence[0].rssi_dbm < -50 && reasons->evidence[0].heard_count == 2, "how it was heard");
    check(reasons->evidence[1].distance_m >= 0 && reasons->evidence[1].heard_count == 1, "by the other, too");
    check(strcmp(reasons->next_zone, "") == 0 && reasons->next_zone_score <= 1, "no runner-up");
    check(reasons->method >= 0 && reasons->method <= 1 && reasons->calibration <= 1, "how it was found");
    check(!reasons->is_zone_unknown, "a zone that is known");
}

static const double corners_m[] = {0, 0, 10, 0, 10, 10, 0, 10};

static void test_started(cairn_positioner* positioner) {
    check(cairn_positioner_add_floor(positioner, "first", 10, 10) == CAIRN_MALFORMED, "a floor too late");
    check(cairn_positioner_add_gateway(positioner, "moko:C", "ground", 2, 5, 2.5) == CAIRN_MALFORMED,
          "a gateway too late");
    check(cairn_positioner_add_zone(positioner, "gate", "ground", corners_m, 4) == CAIRN_MALFORMED,
          "a zone too late");
    check(cairn_positioner_start(positioner) == CAIRN_MALFORMED, "a second start");
    check(strstr(cairn_positioner_complaint(positioner), "started") != NULL, "why it is too late");
}

static void test_names_that_are_none(void) {
    /* None, two that are no UTF-8, and one that is too long. */
    static const char* const wrong[] = {"", "\xff\xfe", "dock\xc3", "123456789 123456789 123456789 12"};
    cairn_positioner* positioner = cairn_positioner_create();
    size_t i;
    for (i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
        check(cairn_positioner_add_floor(positioner, wrong[i], 10, 10) == CAIRN_MALFORMED, "no floor's name");
        check(cairn_positioner_add_gateway(positioner, wrong[i], "ground", 2, 5, 2.5) == CAIRN_MALFORMED,
              "no gateway's id");
        check(cairn_positioner_add_gateway(positioner, "moko:A", wrong[i], 2, 5, 2.5) == CAIRN_MALFORMED,
              "no floor of a gateway");
        check(cairn_positioner_add_zone(positioner, wrong[i], "ground", corners_m, 4) == CAIRN_MALFORMED,
              "no zone's name");
        check(cairn_positioner_add_zone(positioner, "dock", wrong[i], corners_m, 4) == CAIRN_MALFORMED,
              "no floor of a zone");
    }
    cairn_positioner_free(positioner);
}

static void test_position(void) {
    cairn_positioner* positioner = cairn_positioner_create();
    seen all;
    memset(&all, 0, sizeof all);
    check(positioner != NULL, "a positioner");
    check(cairn_positioner_observe(positioner, "ble:AC233FA03208", "moko:A", noon_ms, -60) == CAIRN_MALFORMED,
          "not started");
    check(cairn_positioner_add_floor(positioner, "ground", 10, 10) == CAIRN_OK, "a floor");
    check(cairn_positioner_add_gateway(positioner, "moko:A", "ground", 2, 5, 2.5) == CAIRN_OK, "a gateway");
    check(cairn_positioner_add_gateway(positioner, "moko:B", "ground", 8, 5, 2.5) == CAIRN_OK, "another");
    check(cairn_positioner_add_gateway(positioner, "nonsense", "ground", 8, 5, 2.5) == CAIRN_MALFORMED,
          "no id");
    check(cairn_positioner_add_zone(positioner, "dock", "ground", corners_m, 4) == CAIRN_OK, "a zone");
    check(cairn_positioner_start(positioner) == CAIRN_OK, "a start");
    check(cairn_positioner_observe(positioner, "ble:AC233FA03208", "moko:A", noon_ms, -60) == CAIRN_OK,
          "heard");
    check(cairn_positioner_observe(positioner, "ble:AC233FA03208", "moko:B", noon_ms, -60) == CAIRN_OK,
          "heard");
    check(cairn_positioner_observe(positioner, "ble:AC233FA03208", "moko:B", noon_ms, 99) == CAIRN_MALFORMED,
          "no RSSI");
    check(strlen(cairn_positioner_complaint(positioner)) > 0, "a complaint");
    cairn_positioner_tick(positioner, noon_ms, on_position, &all);
    check(all.positions == 1, "one position");
    cairn_positioner_observe(positioner, "ble:AC233FA03208", "moko:A", noon_ms + 1000, -60);
    cairn_positioner_tick_with_reasons(positioner, noon_ms + 1000, on_reasons, &all);
    check(all.positions == 2, "a position with its reasons");
    cairn_positioner_observe(positioner, "ble:AC233FA03208", "moko:A", noon_ms + 2000, -60);
    cairn_positioner_tick(positioner, noon_ms + 2000, NULL, NULL);
    cairn_positioner_observe(positioner, "ble:AC233FA03208", "moko:A", noon_ms + 3000, -60);
    cairn_positioner_tick_with_reasons(positioner, noon_ms + 3000, NULL, NULL);
    check(all.positions == 2, "a position to nobody");
    test_started(positioner);
    cairn_positioner_free(positioner);

    positioner = cairn_positioner_create();
    check(cairn_positioner_add_gateway(positioner, "moko:A", "nowhere", 2, 5, 2.5) == CAIRN_OK,
          "a lost gateway");
    check(cairn_positioner_start(positioner) == CAIRN_MALFORMED, "a contradiction");
    cairn_positioner_free(positioner);
    cairn_positioner_free(NULL);
}

int main(void) {
    check(cairn_abi() == CAIRN_ABI, "the library's ABI");
    check(strlen(cairn_version()) > 0, "a version");
    test_decode();
    test_addresses_that_are_none();
    test_decode_without_callback();
    test_adapt();
    test_names_that_are_none();
    test_position();
    printf("%s\n", failures == 0 ? "all passed" : "some failed");
    return failures == 0 ? 0 : 1;
}
