/* Takes the host out of libcrypto when it is linked from its archive.
 *
 * libcrypto can load providers from shared objects and open sockets by name. drydock uses neither,
 * but the code is linked, and in a static program glibc would load the host's own libraries, of
 * whatever version, to do it. The functions below stand in: there is nothing to load, and no name
 * has an address.
 */

#include <netdb.h>
#include <stddef.h>
#include <sys/socket.h>

void *DSO_METHOD_openssl(void);

/* How shared objects are loaded: not at all. */
void *DSO_METHOD_openssl(void) { return NULL; }

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **result) {
  (void)node;
  (void)service;
  (void)hints;
  *result = NULL;
  return EAI_FAIL;
}

void freeaddrinfo(struct addrinfo *list) { (void)list; }

const char *gai_strerror(int code) {
  (void)code;
  return "this program resolves no names";
}

struct hostent *gethostbyname(const char *name) {
  (void)name;
  return NULL;
}
