#include "service_account_audit.h"

#include "../store/store_organization.h"

enum { PAGE = 100 };

void account_audit(service *service, int64_t account_id, const char *action) {
    char id[ROW_ID_TEXT_BYTES];
    const chatlet_str target =
        region_copy(service->memory, row_id_text(ROW_ACCOUNT, account_id, id));
    size_t count = PAGE;
    for (int64_t before_id = INT64_MAX; count == PAGE;) {
        store_organization *organizations;
        count = store_organization_list(service->db, account_id, before_id, PAGE, service->memory,
                                        &organizations);
        for (size_t i = 0; i < count; i++) {
            before_id = organizations[i].id;
            service_audit(service, before_id, action, target, CHATLET_STR(""));
        }
    }
}
