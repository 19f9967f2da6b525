/* Lets a process believe that it runs on another x86-64 processor: preloaded, it answers the CPUID instruction, which
   the kernel (Linux, a processor with CPUID faulting) then turns into a signal. Only what a processor lacks can be
   hidden; what computes is still this one. OTHER_PROCESSOR: intel or amd, no512, fms=HEX, l1=, l2=, l3=KILOBYTES. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum { GET_CPUID = 0x1011, SET_CPUID = 0x1012, A = 0, B = 1, C = 2, D = 3 };
static int amd, without_avx512;
static uint32_t signature, kilobytes[4] = {32, 32, 512, 32768};
static struct sigaction before;

static void ask(uint32_t leaf, uint32_t part, uint32_t *r) {
    syscall(SYS_arch_prctl, SET_CPUID, 1);
    __asm__ volatile("cpuid" : "=a"(r[A]), "=b"(r[B]), "=c"(r[C]), "=d"(r[D]) : "a"(leaf), "c"(part));
    syscall(SYS_arch_prctl, SET_CPUID, 0);
}

static void nothing(uint32_t *r) { memset(r, 0, 4 * sizeof *r); }

static void name_amd(uint32_t *r) {
    memcpy(&r[B], "Auth", 4);
    memcpy(&r[D], "enti", 4);
    memcpy(&r[C], "cAMD", 4);
}

static void describe_cache(uint32_t number, uint32_t *r) {
    static const uint32_t type[] = {1, 2, 3, 3}, level[] = {1, 1, 2, 3}, ways[] = {8, 8, 8, 16};
    nothing(r);
    if (number > 3) return;
    r[A] = type[number] | level[number] << 5 | 1 << 8 | (number == 3 ? 7 << 14 : 0);
    r[B] = 63 | (ways[number] - 1) << 22;
    r[C] = kilobytes[number] * 1024 / 64 / ways[number] - 1;
}

static void hide_avx512(uint32_t leaf, uint32_t part, uint32_t *r) {
    if (leaf == 7 && part == 0) {
        r[B] &= ~0xdc230000u; /* F, DQ, IFMA, PF, ER, CD, BW, VL */
        r[C] &= ~0x00005842u; /* VBMI, VBMI2, VNNI, BITALG, VPOPCNTDQ */
        r[D] &= ~0x03c0010cu; /* 4VNNIW, 4FMAPS, VP2INTERSECT, AMX, FP16 */
    }
    if (leaf == 7 && part == 1) r[A] = 0;
    if (leaf == 0xd && part == 0) r[A] &= ~0xe0u;
}

static void answer(uint32_t leaf, uint32_t part, uint32_t *r) {
    ask(leaf, part, r);
    if (without_avx512) hide_avx512(leaf, part, r);
    if (leaf == 1 && signature) r[A] = signature;
    if (leaf == 4 && !amd) describe_cache(part, r);
    if (!amd) return;
    if (leaf == 0) name_amd(r), r[A] = 0x10;
    if (leaf == 2 || leaf == 4 || leaf == 0x8000001e) nothing(r);
    if (leaf == 0x80000000) name_amd(r), r[A] = 0x80000021;
    if (leaf == 0x80000001) r[C] |= 1u << 22 | 1u << 6;
    if (leaf == 0x80000005) r[C] = r[D] = kilobytes[0] << 24 | 8 << 16 | 1 << 8 | 64;
    if (leaf == 0x80000006) r[C] = kilobytes[2] << 16 | 6 << 12 | 1 << 8 | 64, r[D] = kilobytes[3] / 512 << 18 | 9 << 12 | 1 << 8 | 64;
    if (leaf == 0x80000008) r[C] = 1;
    if (leaf == 0x8000001d) describe_cache(part, r);
}

static void on_signal(int number, siginfo_t *information, void *context) {
    (void)number, (void)information;
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    const unsigned char *code = (const unsigned char *)registers[REG_RIP];
    if (code[0] != 0x0f || code[1] != 0xa2) { /* not CPUID: a fault of the program's own */
        sigaction(SIGSEGV, &before, 0);
        return;
    }
    uint32_t r[4];
    answer(registers[REG_RAX], registers[REG_RCX], r);
    registers[REG_RAX] = r[A], registers[REG_RBX] = r[B], registers[REG_RCX] = r[C], registers[REG_RDX] = r[D];
    registers[REG_RIP] += 2;
}

static uint32_t number_after(const char *told, const char *key, int base, uint32_t otherwise) {
    const char *place = strstr(told, key);
    return place ? strtoul(place + strlen(key), 0, base) : otherwise;
}

__attribute__((constructor(101))) static void start(void) {
    const char *told = getenv("OTHER_PROCESSOR");
    if (!told) return;
    amd = strstr(told, "amd") != 0, without_avx512 = strstr(told, "no512") != 0;
    signature = number_after(told, "fms=", 16, 0);
    kilobytes[0] = kilobytes[1] = number_after(told, "l1=", 10, 32);
    kilobytes[2] = number_after(told, "l2=", 10, 512), kilobytes[3] = number_after(told, "l3=", 10, 32768);
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
    sigaction(SIGSEGV, &action, &before);
    syscall(SYS_arch_prctl, SET_CPUID, 0);
    if (syscall(SYS_arch_prctl, GET_CPUID, 0)) {
        fputs("OTHER_PROCESSOR: this processor or kernel has no CPUID faulting\n", stderr);
        _exit(1);
    }
}
