package lab

import "golang.org/x/sys/unix"

// signs reports whether TCP can sign with MD5 (RFC 2385, tcp(7) TCP_MD5SIG).
func signs() bool {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		return false
	}
	defer unix.Close(fd) //nolint:errcheck // nothing was written
	var s unix.TCPMD5Sig
	s.Addr.Family = unix.AF_INET
	s.Addr.Data[2], s.Addr.Data[3], s.Addr.Data[4], s.Addr.Data[5] = 127, 0, 0, 1
	s.Keylen = 1
	s.Key[0] = 'x'
	return unix.SetsockoptTCPMD5Sig(fd, unix.IPPROTO_TCP, unix.TCP_MD5SIG, &s) == nil
}
