// Errors of Node's file functions as numbers of Emscripten's errno.h, which counts as WASI does.

const NUMBERS: Readonly<Record<string, number>> = {
  EACCES: 2,
  EAGAIN: 6,
  EBADF: 8,
  EBUSY: 10,
  EDQUOT: 19,
  EEXIST: 20,
  EFBIG: 22,
  EINTR: 27,
  EINVAL: 28,
  EIO: 29,
  EISDIR: 31,
  ELOOP: 32,
  EMFILE: 33,
  EMLINK: 34,
  ENAMETOOLONG: 37,
  ENFILE: 41,
  ENODEV: 43,
  ENOENT: 44,
  ENOMEM: 48,
  ENOSPC: 51,
  ENOSYS: 52,
  ENOTDIR: 54,
  ENOTEMPTY: 55,
  ENOTSUP: 58,
  ENXIO: 60,
  EPERM: 63,
  EPIPE: 64,
  EROFS: 69,
  ESPIPE: 70,
  ESRCH: 71,
  ETXTBSY: 74,
  EXDEV: 75,
};

export const NOT_IMPLEMENTED = 52;

/** The code of what Node threw, such as "ENOENT"; it is thrown on when it is no error of the system. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  throw error;
}

/** The number of what Node threw; what has none is an error of the device. */
export function errorNumber(error: unknown): number {
  return NUMBERS[codeOf(error)] ?? NUMBERS.EIO ?? 0;
}

/** What `call` gives, or its error's number, negated. */
export function guarded(call: () => number): number {
  try {
    return call();
  } catch (error) {
    return -errorNumber(error);
  }
}
