package io.milora.tenantmanager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A port of this machine that leads to another one, and can be cut like a cable. Thread-safe. */
public final class Relay {
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private int port;
  private @Nullable ServerSocket server;

  /** Leads there from the start. */
  Relay(int target) {
    this.target = target;
    mend();
  }

  /** The port to connect to, always the same. */
  synchronized int port() {
    return port;
  }

  /** Breaks all connections, and refuses new ones. */
  synchronized void cut() {
    try {
      if (server != null) {
        server.close();
        server = null;
      }
      for (Socket socket : open) {
        socket.close();
      }
      open.clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Accepts connections again; does nothing if it does already. */
  synchronized void mend() {
    if (server != null) {
      return;
    }
    try {
      ServerSocket fresh = new ServerSocket();
      fresh.setReuseAddress(true);
      fresh.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      port = fresh.getLocalPort();
      server = fresh;
      Thread.ofVirtual().start(() -> accept(fresh));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket from) {
    try {
      while (true) {
        Socket client = from.accept();
        Socket there = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(there);
        Thread.ofVirtual().start(() -> copy(client, there));
        Thread.ofVirtual().start(() -> copy(there, client));
      }
    } catch (IOException e) {
      // It was cut.
    }
  }

  private void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of them went away, and with it goes the other.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }
}
