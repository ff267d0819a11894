using System;
using System.Collections.Generic;
using System.Net;

namespace TikTokFollowing.Client.Definitions;

/// <summary>Reads recorded responses with a definition, without a request.</summary>
internal static class DefinitionTester
{
    /// <summary>Reads a response as the list of the definition's provider.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="response">The body of the response.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="headers">The headers.</param>
    public static DefinitionReading Read(
        ProviderDefinition definition,
        ReadOnlyMemory<byte> response,
        HttpStatusCode status,
        IEnumerable<KeyValuePair<string, string>> headers)
    {
        throw new NotSupportedException();
    }
}
