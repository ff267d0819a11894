using TikTokFollowing.Client.Json;
using Xunit;

namespace TikTokFollowing.Client.Tests.Json;

public class PooledArrayTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(PooledArray.MaximumBytes)]
    public void An_array_up_to_the_size_of_a_page_is_used_again(int length)
    {
        byte[] first = PooledArray.Rent<byte>(length);
        PooledArray.Return(first);

        byte[] second = PooledArray.Rent<byte>(length);

        Assert.Same(first, second);
        Assert.True(second.Length >= length);
    }

    // The pool would keep it as long as the process runs.
    [Fact]
    public void A_larger_array_is_not_kept()
    {
        byte[] first = PooledArray.Rent<byte>(PooledArray.MaximumBytes + 1);
        PooledArray.Return(first);

        Assert.NotSame(first, PooledArray.Rent<byte>(PooledArray.MaximumBytes + 1));
    }

    [Fact]
    public void The_limit_is_in_bytes()
    {
        long[] first = PooledArray.Rent<long>(PooledArray.MaximumBytes / 8 + 1);
        PooledArray.Return(first);

        Assert.NotSame(first, PooledArray.Rent<long>(PooledArray.MaximumBytes / 8 + 1));
    }
}
