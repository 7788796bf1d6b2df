/* Takes the network out of libgit2 when it is linked from its archive.
 *
 * drydock reads object databases and fetches nothing, but libgit2's start-up refers to its
 * transports, and these to libssh2, OpenSSL, mbedTLS's TLS half and Kerberos, which has no archive
 * in Debian. The few functions below stand in for those parts, so that the linker leaves them out:
 * git_libgit2_init takes 0.1 ms instead of 6 (it would read all certificates of the system), the
 * program gets smaller, and nothing in it can go to a remote. A new release of libgit2 that starts
 * something else shows as an undefined or doubly defined symbol at link time.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct passwd;

bool git_http__expect_continue = false;

int git_transport_ssh_global_init(void);
int git_mbedtls_stream_global_init(void);
int git_mbedtls__set_cert_location(const char *file, const char *folder);
int git_transport_new(void **transport, void *remote, const char *url);
int getpwuid_r(uid_t user, struct passwd *entry, char *buffer, size_t size, struct passwd **found);

int git_transport_ssh_global_init(void) { return 0; }

int git_mbedtls_stream_global_init(void) { return 0; }

int git_mbedtls__set_cert_location(const char *file, const char *folder) {
  (void)file;
  (void)folder;
  return -1;
}

int git_transport_new(void **transport, void *remote, const char *url) {
  (void)remote;
  (void)url;
  *transport = NULL;
  return -1;
}

/* The static C library would load the host's name services, of whatever version, to answer this.
 * libgit2 asks only when a set-user-id program wants a home folder; others have $HOME.
 */
int getpwuid_r(uid_t user, struct passwd *entry, char *buffer, size_t size,
               struct passwd **found) {
  (void)user;
  (void)entry;
  (void)buffer;
  (void)size;
  *found = NULL;
  return 0;
}
