#include "core/run_on_stack.h"

#include <pthread.h>

#include <exception>

#include "core/error.h"

namespace drydock {
namespace {

struct Job {
  const std::function<void()>& body;
  std::exception_ptr problem;
};

void* run(void* argument) {
  Job& job = *static_cast<Job*>(argument);
  try {
    job.body();
  } catch (...) {
    job.problem = std::current_exception();
  }
  return nullptr;
}

}  // namespace

void run_on_stack(size_t bytes, const std::function<void()>& body) {
  Job job{body, nullptr};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, bytes);
  pthread_t thread;
  int status = pthread_create(&thread, &attributes, run, &job);
  pthread_attr_destroy(&attributes);
  if (status != 0) fail("memory-limit", "the system gives no thread with a large stack");
  pthread_join(thread, nullptr);
  if (job.problem) std::rethrow_exception(job.problem);
}

}  // namespace drydock
