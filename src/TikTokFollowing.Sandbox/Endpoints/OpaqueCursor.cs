namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Encodes a rank in one list of one provider. Cursors that were changed, or that belong to another list, are
/// rejected, as the providers do.
/// </summary>
internal static class OpaqueCursor
{
    private const int Length = 24;

    public static string Write(string provider, ulong ownerId, int rank)
    {
        byte[] bytes = new byte[Length];
        ulong seal = StableHash.Mix(ownerId ^ StableHash.Of(provider), rank);
        BitConverter.GetBytes(seal).CopyTo(bytes, 0);
        BitConverter.GetBytes(StableHash.Mix(seal)).CopyTo(bytes, 8);
        BitConverter.GetBytes(StableHash.Mix(seal, 1) ^ unchecked((uint)rank)).CopyTo(bytes, 16);
        return Base64Url.Encode(bytes);
    }

    /// <summary>Reads the rank in the cursor of a request; null for a request without one.</summary>
    /// <returns>False for a cursor that this provider did not create for this list.</returns>
    public static bool TryRead(Exchange exchange, ListOwner owner, out int? rank)
    {
        rank = null;
        if (exchange.Cursor is not { } cursor)
        {
            return true;
        }

        if (!Base64Url.TryDecode(cursor, out byte[] bytes) || bytes.Length != Length)
        {
            return false;
        }

        ulong value = BitConverter.ToUInt64(bytes, 16) ^ StableHash.Mix(BitConverter.ToUInt64(bytes, 0), 1);
        rank = unchecked((int)value);
        return value <= uint.MaxValue && Write(exchange.Provider, owner.Id, rank.Value) == cursor;
    }
}
