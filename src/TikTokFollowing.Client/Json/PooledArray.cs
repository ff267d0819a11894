using System.Buffers;
using System.Runtime.CompilerServices;

namespace TikTokFollowing.Client.Json;

/// <summary>
/// Rents arrays from the shared pool, up to the size of usual pages. Otherwise, the pool would keep the arrays of one
/// oversized response until the process ends.
/// </summary>
internal static class PooledArray
{
    /// <summary>Specifies the size of the largest array that is pooled, in bytes.</summary>
    public const int MaximumBytes = 2 * 1024 * 1024;

    /// <summary>Returns an array of at least this length. Pooled arrays are not cleared.</summary>
    public static T[] Rent<T>(int length)
        where T : unmanaged =>
        IsPooled<T>(length) ? ArrayPool<T>.Shared.Rent(length) : new T[length];

    /// <summary>Returns an array from <see cref="Rent"/> to the pool.</summary>
    public static void Return<T>(T[] array)
        where T : unmanaged
    {
        if (IsPooled<T>(array.Length))
        {
            ArrayPool<T>.Shared.Return(array);
        }
    }

    // The pool rounds lengths up, to powers of two.
    private static bool IsPooled<T>(int length)
        where T : unmanaged =>
        (long)length * Unsafe.SizeOf<T>() <= MaximumBytes;
}
