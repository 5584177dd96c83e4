#include "http_type.h"

#include "http_text.h"

typedef struct type_row {
    chatlet_str extension;
    chatlet_str type;
} type_row;

#define TEXT(literal)                                                                              \
    { .data = (literal), .size_bytes = sizeof(literal) - 1 }

/* Text that a browser shows carries its charset; JSON and its kin are UTF-8 by definition. Markdown
 * is plain text, so that a browser shows it instead of saving it. */
static const type_row rows[] = {
    {TEXT("html"), TEXT("text/html; charset=utf-8")},
    {TEXT("htm"), TEXT("text/html; charset=utf-8")},
    {TEXT("js"), TEXT("text/javascript; charset=utf-8")},
    {TEXT("mjs"), TEXT("text/javascript; charset=utf-8")},
    {TEXT("css"), TEXT("text/css; charset=utf-8")},
    {TEXT("wasm"), TEXT("application/wasm")},
    {TEXT("json"), TEXT("application/json")},
    {TEXT("map"), TEXT("application/json")},
    {TEXT("webmanifest"), TEXT("application/manifest+json")},
    {TEXT("txt"), TEXT("text/plain; charset=utf-8")},
    {TEXT("md"), TEXT("text/plain; charset=utf-8")},
    {TEXT("csv"), TEXT("text/csv; charset=utf-8")},
    {TEXT("xml"), TEXT("application/xml")},
    {TEXT("svg"), TEXT("image/svg+xml")},
    {TEXT("png"), TEXT("image/png")},
    {TEXT("jpg"), TEXT("image/jpeg")},
    {TEXT("jpeg"), TEXT("image/jpeg")},
    {TEXT("gif"), TEXT("image/gif")},
    {TEXT("webp"), TEXT("image/webp")},
    {TEXT("avif"), TEXT("image/avif")},
    {TEXT("ico"), TEXT("image/x-icon")},
    {TEXT("woff2"), TEXT("font/woff2")},
    {TEXT("woff"), TEXT("font/woff")},
    {TEXT("pdf"), TEXT("application/pdf")},
    {TEXT("head"), TEXT("application/octet-stream")}, /* of an index */
    {TEXT("part"), TEXT("application/octet-stream")},
};

chatlet_str http_type_of(chatlet_str name) {
    size_t begin = name.size_bytes;
    while (begin > 0 && name.data[begin - 1] != '.' && name.data[begin - 1] != '/')
        begin--;
    bool has_extension = begin > 0 && name.data[begin - 1] == '.';
    for (size_t i = 0; has_extension && i < sizeof rows / sizeof rows[0]; i++) {
        if (http_text_equal_ignore_case(http_text_from(name, begin), rows[i].extension)) {
            return rows[i].type;
        }
    }
    return CHATLET_STR("application/octet-stream");
}
