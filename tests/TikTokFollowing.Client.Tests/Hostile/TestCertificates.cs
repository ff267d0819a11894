using System.Net;
using System.Net.Http;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TikTokFollowing.Client.Tests.Hostile;

/// <summary>Issues certificates of an authority that only the handlers of the tests trust.</summary>
internal static class TestCertificates
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;
    private static readonly X509Certificate2 s_authority = CreateAuthority();

    /// <summary>Gets a valid certificate for the names of the cases.</summary>
    public static X509Certificate2 Valid { get; } = Issue(s_now.AddDays(1), "provider.test", "127.0.0.1");

    public static X509Certificate2 Expired { get; } = Issue(s_now.AddDays(-1), "provider.test", "127.0.0.1");

    public static X509Certificate2 OtherHost { get; } = Issue(s_now.AddDays(1), "other.test");

    public static X509Certificate2 SelfSigned { get; } = CreateSelfSigned();

    /// <summary>Adds the authority to the trusted roots of a handler.</summary>
    public static void Trust(SocketsHttpHandler handler) => handler.SslOptions.CertificateChainPolicy = new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { s_authority },
        RevocationMode = X509RevocationMode.NoCheck,
    };

    private static X509Certificate2 CreateAuthority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(s_now.AddDays(-30), s_now.AddDays(30));
    }

    private static X509Certificate2 CreateSelfSigned()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Load(CreateRequest(key, "127.0.0.1").CreateSelfSigned(s_now.AddDays(-1), s_now.AddDays(1)));
    }

    private static X509Certificate2 Issue(DateTimeOffset end, params string[] names)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] serial = RandomNumberGenerator.GetBytes(8);
        using X509Certificate2 issued = CreateRequest(key, names).Create(s_authority, s_now.AddDays(-20), end, serial);
        return Load(issued.CopyWithPrivateKey(key));
    }

    private static CertificateRequest CreateRequest(ECDsa key, params string[] names)
    {
        CertificateRequest request = new($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder alternatives = new();
        foreach (string name in names)
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }
        foreach (string name in IPv6Name.Candidates) { alternatives.AddDnsName(name); }
        request.CertificateExtensions.Add(alternatives.Build());
        return request;
    }

    // Windows cannot use a key that is only in memory as a server.
    private static X509Certificate2 Load(X509Certificate2 certificate)
    {
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
        }
    }
}
