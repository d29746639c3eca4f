// Body of the files convolution_kernels_*.cpp. Each defines before, in a namespace of its own
// without a name: kLargest, the bytes of the largest vector.

template <class T, int kBytes>
struct VectorOf {
  typedef T Type __attribute__((vector_size(kBytes)));
};

/// kBlocks times kHeight channels, two vectors of places.
template <class T, class V, int kHeight, int kBlocks>
inline void Block(const ConvolutionTask<T>& t, const T* weights, long channel, long v) {
  constexpr long kLanes = sizeof(V) / sizeof(T);
  const long other = v + 1 < t.vectors ? v + 1 : v, k = t.k;
  const T *first = t.image + t.places[v], *second = t.image + t.places[other];
  V sums[kBlocks * kHeight][2];
#pragma GCC unroll 12
  for (int r = 0; r < kBlocks * kHeight; ++r) {
    const T start = t.bias ? t.bias[channel + r] : T{0};
    sums[r][0] = sums[r][1] = V{} + start;
  }
  const long* offsets = t.offsets;
  for (long l = 0; l < k; ++l) {
    V b0, b1;
    __builtin_memcpy(&b0, first + offsets[l], sizeof(V));
    __builtin_memcpy(&b1, second + offsets[l], sizeof(V));
    for (int r = 0; r < kBlocks * kHeight; ++r) {
      const T w = weights[r / kHeight * kHeight * k + l * kHeight + r % kHeight];
      sums[r][0] += b0 * w;
      sums[r][1] += b1 * w;
    }
  }
  // Unrolled, and without addresses of sums, or they would leave the registers.
  const V least = V{} + (t.relu ? T{0} : -__builtin_huge_valf());
  T* plane = t.out + channel * t.plane;
  if (t.count == kLanes) {
    const long to = t.targets[v], to_other = t.targets[other];
#pragma GCC unroll 12
    for (int r = 0; r < kBlocks * kHeight; ++r, plane += t.plane) {
      const V line = sums[r][0] < least ? least : sums[r][0];
      const V other_line = sums[r][1] < least ? least : sums[r][1];
      __builtin_memcpy(plane + to, &line, sizeof(V));
      __builtin_memcpy(plane + to_other, &other_line, sizeof(V));
    }
    return;
  }
  for (int r = 0; r < kBlocks * kHeight; ++r, plane += t.plane) {
    V line[2];
    for (int i = 0; i < 2; ++i) line[i] = sums[r][i] < least ? least : sums[r][i];
    T elements[2 * kLanes];
    __builtin_memcpy(elements, line, sizeof(line));
    for (long i = 0; i < t.count; ++i) {
      plane[t.targets[v] + i] = elements[i];
      plane[t.targets[other] + i] = elements[kLanes + i];
    }
  }
}

template <class T, class V, int kHeight, int kBlocks = 1>
inline void Channels(const ConvolutionTask<T>& t, const T*& weights, long& channel) {
  for (long v = 0; v < t.vectors; v += 2) Block<T, V, kHeight, kBlocks>(t, weights, channel, v);
  weights += kBlocks * kHeight * t.k;
  channel += kBlocks * kHeight;
}

template <class T, class V>
void WithVectors(const ConvolutionTask<T>& t) {
  const T* weights = t.weights;
  for (long channel = 0; channel < t.channels;) {
    const long left = t.channels - channel, block = ChannelBlock(left);
    if (sizeof(V) == 64 && block == kChannelBlock && ChannelBlock(left - block) == kChannelBlock)
      Channels<T, V, kChannelBlock, 2>(t, weights, channel);
    else if (block == kChannelBlock)
      Channels<T, V, kChannelBlock>(t, weights, channel);
    else if (block == 4)
      Channels<T, V, 4>(t, weights, channel);
    else if (block == 2)
      Channels<T, V, 2>(t, weights, channel);
    else
      Channels<T, V, 1>(t, weights, channel);
  }
}

template <class T>
void Convolve(const ConvolutionTask<T>& t, long bytes) {
  if constexpr (kLargest >= 64)
    if (bytes == 64) return WithVectors<T, typename VectorOf<T, 64>::Type>(t);
  if constexpr (kLargest >= 32)
    if (bytes == 32) return WithVectors<T, typename VectorOf<T, 32>::Type>(t);
  WithVectors<T, typename VectorOf<T, 16>::Type>(t);
}

template <class V>
inline V Larger(V a, V b) {
  return ((b <= a) | (a != a)) ? a : b;
}

/// Every second element of two vectors, from element kFirst on.
template <int kFirst, class V, int... kPlaces>
inline V EverySecond(V a, V b, std::integer_sequence<int, kPlaces...>) {
  return __builtin_shufflevector(a, b, (2 * kPlaces + kFirst)...);
}

/// Part of a line, in whole vectors; returns the place behind it.
template <class T, class V>
inline long SquaresOf(const T* first, const T* second, T* out, long place, long count) {
  constexpr int kLanes = sizeof(V) / sizeof(T);
  constexpr std::make_integer_sequence<int, kLanes> kAll;
  for (; place + kLanes <= count; place += kLanes) {
    V lines[2][2];
    __builtin_memcpy(lines[0], first + 2 * place, sizeof(lines[0]));
    __builtin_memcpy(lines[1], second + 2 * place, sizeof(lines[1]));
    const V left = Larger(lines[0][0], lines[1][0]), right = Larger(lines[0][1], lines[1][1]);
    const V maximum = Larger(EverySecond<0>(left, right, kAll), EverySecond<1>(left, right, kAll));
    __builtin_memcpy(out + place, &maximum, sizeof(V));
  }
  return place;
}

inline float LargerOfTwo(float a, float b) { return b <= a || a != a ? a : b; }

void MaximaOfSquares(const float* in, long planes, long height, long width, float* out) {
  const long count = width / 2;
  for (long plane = 0; plane < planes; ++plane, in += height * width)
    for (long y = 0; y + 1 < height; y += 2, out += count) {
      const float *first = in + y * width, *second = first + width;
      long place = 0;
      if constexpr (kLargest >= 64)
        place = SquaresOf<float, VectorOf<float, 64>::Type>(first, second, out, place, count);
      if constexpr (kLargest >= 32)
        place = SquaresOf<float, VectorOf<float, 32>::Type>(first, second, out, place, count);
      place = SquaresOf<float, VectorOf<float, 16>::Type>(first, second, out, place, count);
      for (; place < count; ++place)
        out[place] = LargerOfTwo(LargerOfTwo(first[2 * place], second[2 * place]),
                                 LargerOfTwo(first[2 * place + 1], second[2 * place + 1]));
    }
}
